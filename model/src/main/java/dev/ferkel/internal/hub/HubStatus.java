package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a hub's refusals mean. */
final class HubStatus {
    private HubStatus() {}

    /**
     * @param at who refused
     * @throws FerkelException if trying again is of no use
     */
    static TransientException failure(HubSettings settings, HubName name, URI at, HttpResponse<?> response) {
        int status = response.statusCode();
        var host = Redirects.host(at);
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            var text = status == 429 ? "asked too often" : "has a failure";
            return TransientException.busy(host + ": " + text + " (HTTP status " + status + ")", wait(response));
        }
        throw new FerkelException(
                Redirects.sameOrigin(at, settings.endpoint())
                        ? refusal(settings, name, status, code(response))
                        : name + ": " + host + " refuses the file (HTTP status " + status + ")");
    }

    private static String code(HttpResponse<?> response) {
        return response.headers().firstValue("X-Error-Code").orElse("");
    }

    private static String refusal(HubSettings settings, HubName name, int status, String code) {
        var page = settings.endpoint() + "/" + name.id();
        boolean token = settings.token().isPresent();
        if (code.equals("GatedRepo")) {
            return name.id() + ": is gated: accept its terms at " + page
                    + (token ? " with the account of your token" : ", then set HF_TOKEN to a token of your account");
        }
        if (status == 401) {
            return name.id()
                    + (token
                            ? ": the hub refuses the token, or there is no such model at " + page
                            : ": is not there, private or gated; for the latter two set HF_TOKEN; see " + page);
        }
        if (status == 403) {
            return name.id() + ": the hub does not let " + (token ? "the owner of this token" : "you, without a token,")
                    + " have it; see " + page;
        }
        if (code.equals("RevisionNotFound")) {
            return name.id() + ": has no revision '" + name.revision() + "'; see " + page;
        }
        if (code.equals("EntryNotFound")) {
            return name + ": a file that was listed is not there any more; try again";
        }
        if (status == 404) {
            return name.id() + ": there is no such model at " + page
                    + (name.revision().equals("main") ? "" : ", or it has no revision '" + name.revision() + "'");
        }
        return name.id() + ": the hub answers with HTTP status " + status + "; see " + page;
    }

    private static Duration wait(HttpResponse<?> response) {
        var text = response.headers().firstValue("Retry-After").orElse("");
        return text.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
    }
}
