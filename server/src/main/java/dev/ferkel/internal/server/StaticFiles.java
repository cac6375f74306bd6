package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files of the class path, below {@code web/}: the pages, the API's description. */
final class StaticFiles {
    /** Nothing inline, nothing from elsewhere, and HTML only from the sanitiser. */
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
    private static final Map<String, String> TAGS = new ConcurrentHashMap<>();

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
        var bytes = type == null ? Optional.<byte[]>empty() : read(name);
        if (type == null || bytes.isEmpty()) {
            throw missing(exchange.path());
        }
        var tag = TAGS.computeIfAbsent(name, n -> tag(bytes.get()));
        exchange.header("Content-Security-Policy", POLICY);
        exchange.header("X-Content-Type-Options", "nosniff");
        exchange.header("Referrer-Policy", "no-referrer");
        exchange.header("Cache-Control", "no-cache");
        exchange.header("ETag", tag);
        boolean known = exchange.header("If-None-Match").filter(tag::equals).isPresent();
        exchange.bytes(known ? 304 : 200, type, known ? new byte[0] : bytes.get());
    }

    private static Optional<byte[]> read(String name) {
        try (var in = StaticFiles.class.getResourceAsStream("/dev/ferkel/web/" + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ApiException missing(String path) {
        return ApiException.of(404, "invalid_request_error", "not_found", "there is nothing at '%s'".formatted(path));
    }
}
