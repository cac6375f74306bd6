package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask: the key, the Host header (a name that an attacker has pointed here is not ours: DNS rebinding), and the
 * web page that asks.
 */
final class Gatekeeper {
    private static final String ADDRESS = "\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]";

    private final ServerOptions.Access access;
    private final String ownHost;

    Gatekeeper(ServerOptions.Access access, String ownHost) {
        this.access = access;
        this.ownHost = ownHost.toLowerCase(Locale.ROOT);
    }

    /** @throws ApiException 403 if the name in the Host header is none of this server's */
    void checkHost(Optional<String> header) {
        var host = header.map(h -> h.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT))
                .orElse("");
        boolean known = host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals(ownHost)
                || host.matches(ADDRESS)
                || access.hosts().contains(host);
        if (!known) {
            throw ApiException.of(
                    403,
                    "permission_error",
                    "host_not_allowed",
                    "this server is not called '%s' (--host-name allows a name)".formatted(host));
        }
    }

    /**
     * Whether answers may be read by the page that asks from elsewhere.
     *
     * @return the origin to allow; empty where the request comes from no page or from our own
     * @throws ApiException 403 if it comes from another page
     */
    Optional<String> checkOrigin(Optional<String> origin, Optional<String> host) {
        if (origin.isEmpty()) {
            return Optional.empty();
        }
        if (access.origins().contains("*") || access.origins().contains(origin.get())) {
            return origin;
        }
        if (host.isPresent() && host.get().equalsIgnoreCase(authority(origin.get()))) {
            return Optional.empty();
        }
        throw ApiException.of(
                403,
                "permission_error",
                "origin_not_allowed",
                "pages of '%s' may not use this server (--cors-origin allows one)".formatted(origin.get()));
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The key that was shown; empty where none is needed.
     *
     * @throws ApiException 401 if one is needed and this is none of them
     */
    Optional<ApiKey> checkKey(Optional<String> authorization, Optional<String> apiKeyHeader) {
        if (access.keys().isEmpty()) {
            return Optional.empty();
        }
        var given = authorization
                .filter(a -> a.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(a -> a.substring(7).strip())
                .or(() -> apiKeyHeader);
        var digest = ApiKey.digest(given.orElse(""));
        Optional<ApiKey> found = Optional.empty();
        for (var key : access.keys()) {
            // no end before the last key, so that the time tells nothing
            if (key.matches(digest)) {
                found = Optional.of(key);
            }
        }
        if (found.isEmpty()) {
            throw ApiException.of(
                    401,
                    "authentication_error",
                    "invalid_api_key",
                    given.isEmpty()
                            ? "an API key is needed: send it as 'Authorization: Bearer KEY'"
                            : "the API key is not valid");
        }
        return found;
    }
}
