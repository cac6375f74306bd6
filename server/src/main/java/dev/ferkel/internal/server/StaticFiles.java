package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Files of the class path, below {@code web/}: the page, the API's description. */
final class StaticFiles {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types dompurify";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8",
            "woff2", "font/woff2");

    private StaticFiles() {}

    /** A handler that sends one file. */
    static Handler file(String name) {
        return exchange -> send(exchange, name);
    }

    /** What lies below a folder, by the end of the path. */
    static Handler below(String folder) {
        return exchange -> {
            var path = exchange.path();
            var name = path.substring(path.indexOf("/" + folder + "/") + folder.length() + 2);
            if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9_./-]*") || name.contains("..")) {
                throw missing(path);
            }
            send(exchange, folder + "/" + name);
        };
    }

    private static void send(Exchange exchange, String name) {
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (var in = StaticFiles.class.getResourceAsStream("/dev/ferkel/web/" + name)) {
            if (in == null || type == null) {
                throw missing(exchange.path());
            }
            exchange.header("Content-Security-Policy", POLICY);
            exchange.header("X-Content-Type-Options", "nosniff");
            exchange.header("Referrer-Policy", "no-referrer");
            exchange.header("Cache-Control", "no-cache");
            exchange.bytes(200, type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ApiException missing(String path) {
        return ApiException.of(404, "invalid_request_error", "not_found", "there is nothing at '%s'".formatted(path));
    }
}
