package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which handler a path has. DeepSeek's and OpenAI's clients put {@code /v1} or {@code /beta} before it, or nothing. */
final class Routes {
    /** @param path the pattern, for metrics */
    record Route(String path, boolean open, Handler handler) {}

    private final Map<String, Map<String, Route>> exact = new LinkedHashMap<>();
    private final Map<String, Map<String, Route>> below = new LinkedHashMap<>();

    /** A path that needs the key. */
    Routes add(String method, String path, Handler handler) {
        put(method, path, new Route(path, false, handler));
        return this;
    }

    /** A path that anybody may see who may reach the server. */
    Routes open(String method, String path, Handler handler) {
        put(method, path, new Route(path, true, handler));
        return this;
    }

    private void put(String method, String path, Route route) {
        var map = path.endsWith("/*") ? below : exact;
        var key = path.endsWith("/*") ? path.substring(0, path.length() - 1) : path;
        var methods = map.computeIfAbsent(key, p -> new TreeMap<>());
        methods.put(method, route);
        if (method.equals("GET")) {
            methods.put("HEAD", route);
        }
    }

    /** The path without {@code /beta} and {@code /v1}. */
    static String plain(String path) {
        var rest = path;
        for (var prefix : new String[] {"/beta", "/v1"}) {
            if (rest.startsWith(prefix + "/")) {
                rest = rest.substring(prefix.length());
            }
        }
        return rest;
    }

    /** @throws ApiException 404 or 405, which the header {@code Allow} goes with (RFC 9110, 15.5.6) */
    Route find(Exchange exchange) {
        var method = exchange.method();
        var path = exchange.path();
        var plain = plain(path);
        var methods = exact.get(plain);
        if (methods == null) {
            for (var entry : below.entrySet()) {
                if (plain.startsWith(entry.getKey())
                        && plain.length() > entry.getKey().length()) {
                    methods = entry.getValue();
                }
            }
        }
        if (methods == null) {
            throw ApiException.of(
                    404, "invalid_request_error", "not_found", "there is nothing at '%s'".formatted(path));
        }
        var route = methods.get(method);
        if (route == null) {
            var allowed = String.join(", ", methods.keySet());
            exchange.header("Allow", allowed);
            throw ApiException.of(
                    405,
                    "invalid_request_error",
                    "method_not_allowed",
                    "%s is not possible at '%s', only %s".formatted(method, path, allowed));
        }
        return route;
    }
}
