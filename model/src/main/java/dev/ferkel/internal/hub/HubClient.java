package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Asks a hub. Redirects are followed here, one by one, because the token goes to the hub's own address only. Failures
 * that may pass are {@link TransientException}s, all others {@link FerkelException}s.
 */
final class HubClient implements AutoCloseable {
    private final HubSettings settings;
    private final Patience patience;
    private final HttpClient http;

    HubClient(HubSettings settings, Patience patience) {
        this.settings = settings;
        this.patience = patience;
        // a connection a request: over one of HTTP/2, parts of a file would wait for each other
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.connect())
                .build();
    }

    /** A short answer; tried again where that may help. */
    HttpResponse<byte[]> get(URI uri, HubName name) {
        for (int failures = 0; ; ) {
            try {
                var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), HubJson.MAX_BYTES);
                return answer(uri, "", handler, name, exchange -> {});
            } catch (TransientException e) {
                failures++;
                if (failures >= patience.tries() || e.isUnreachable()) {
                    throw failed(e);
                }
                patience.pause(failures, e);
            }
        }
    }

    /**
     * The beginning of a file's bytes.
     *
     * @param range such as {@code bytes=0-9}, or empty for all of them
     * @param watch gets what can be cancelled
     */
    HttpResponse<InputStream> open(URI uri, String range, HubName name, Consumer<CompletableFuture<?>> watch)
            throws TransientException {
        return answer(uri, range, BodyHandlers.ofInputStream(), name, watch);
    }

    /** What is said when trying again did not help. */
    FerkelException failed(TransientException e) {
        return new FerkelException(
                e.isUnreachable()
                        ? Redirects.host(settings.endpoint()) + " can't be reached: " + e.told()
                                + " (HF_ENDPOINT names another hub; HF_HUB_OFFLINE=1 asks none)"
                        : e.told(),
                e);
    }

    private <T> HttpResponse<T> answer(
            URI uri, String range, BodyHandler<T> handler, HubName name, Consumer<CompletableFuture<?>> watch)
            throws TransientException {
        var at = uri;
        for (int hops = 0; hops <= Redirects.MOST; hops++) {
            var response = send(at, range, handler, watch);
            int status = response.statusCode();
            if (status == 200 || status == 206) {
                return response;
            }
            discard(response.body());
            if (!Redirects.isRedirect(status)) {
                throw HubStatus.failure(settings, name, at, response);
            }
            var location = response.headers().firstValue("Location").orElse("");
            at = Redirects.next(settings.endpoint(), at, location);
        }
        throw FerkelException.of("%s: sends us on and on, more than %d times", Redirects.host(uri), Redirects.MOST);
    }

    private <T> HttpResponse<T> send(
            URI uri, String range, BodyHandler<T> handler, Consumer<CompletableFuture<?>> watch)
            throws TransientException {
        var host = Redirects.host(uri);
        var exchange = http.sendAsync(request(uri, range), handler);
        watch.accept(exchange);
        try {
            return exchange.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw TransientException.of(
                    host + ": no answer within " + patience.answer().toSeconds() + " seconds");
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw FerkelException.of("%s: interrupted", host);
        } catch (ExecutionException e) {
            throw lost(host, e.getCause() == null ? e : e.getCause());
        } catch (java.util.concurrent.CancellationException e) {
            throw TransientException.of(host + ": given up");
        }
    }

    private static TransientException lost(String host, Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof java.net.http.HttpConnectTimeoutException) {
            boolean unknown = cause.getCause() instanceof UnresolvedAddressException
                    || cause.getCause() != null && cause.getCause().getCause() instanceof UnresolvedAddressException;
            return TransientException.unreachable(
                    unknown
                            ? "no such host"
                            : cause instanceof HttpTimeoutException ? "no connection" : "connection refused");
        }
        if (cause instanceof javax.net.ssl.SSLException) {
            return TransientException.unreachable("no secure connection: " + cause.getMessage());
        }
        if (cause instanceof IOException && String.valueOf(cause.getMessage()).contains("capacity")) {
            throw new FerkelException(host + ": an answer of more than " + HubJson.MAX_BYTES + " bytes", cause);
        }
        if (cause instanceof IOException) {
            return TransientException.of(host + ": the connection was lost: " + cause.getMessage());
        }
        throw new FerkelException(host + ": " + cause, cause);
    }

    private HttpRequest request(URI uri, String range) {
        var request = HttpRequest.newBuilder(uri).header("User-Agent", "ferkel").header("Accept-Encoding", "identity");
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        if (Redirects.sameOrigin(uri, settings.endpoint())) {
            settings.token().ifPresent(t -> request.header("Authorization", "Bearer " + t));
        }
        return request.build();
    }

    private static void discard(Object body) {
        if (body instanceof InputStream stream) {
            try {
                stream.close();
            } catch (IOException e) {
                // nobody reads it
            }
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
