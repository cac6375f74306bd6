package dev.ferkel.internal.hub;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which hub, who asks, and where the cache is, by the environment variables of Python's huggingface_hub.
 *
 * @param endpoint without a slash at the end
 * @param token is sent to the endpoint and to nobody else
 * @param cache need not be there yet
 * @param offline nothing is asked of any server
 */
public record HubSettings(URI endpoint, Optional<String> token, Path cache, boolean offline) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final int MAX_TOKEN = 4096;

    /**
     * Reads HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_HUB_CACHE, XDG_CACHE_HOME, HF_HUB_OFFLINE and the older
     * names of these.
     *
     * @param home the user's folder
     */
    public static HubSettings of(Map<String, String> environment, String home) {
        var hub = first(environment, "HF_HOME")
                .map(p -> path("HF_HOME", p, home))
                .orElseGet(() -> first(environment, "XDG_CACHE_HOME")
                        .map(p -> path("XDG_CACHE_HOME", p, home))
                        .orElseGet(() -> Path.of(home, ".cache"))
                        .resolve("huggingface"));
        var cache = first(environment, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
                .map(p -> path("HF_HUB_CACHE", p, home))
                .orElseGet(() -> hub.resolve("hub"));
        var tokenFile = first(environment, "HF_TOKEN_PATH")
                .map(p -> path("HF_TOKEN_PATH", p, home))
                .orElseGet(() -> hub.resolve("token"));
        var token = first(environment, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
                .or(() -> read(tokenFile))
                .map(HubSettings::token);
        boolean offline = first(environment, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
                .map(v -> TRUE.contains(v.toUpperCase(Locale.ROOT)))
                .orElse(false);
        return new HubSettings(
                endpoint(first(environment, "HF_ENDPOINT").orElse("https://huggingface.co")),
                token,
                cache.toAbsolutePath(),
                offline);
    }

    private static Optional<String> first(Map<String, String> environment, String... names) {
        for (var name : names) {
            var value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static Path path(String name, String value, String home) {
        try {
            return value.equals("~") || value.startsWith("~/") ? Path.of(home, value.substring(1)) : Path.of(value);
        } catch (InvalidPathException e) {
            throw new FerkelException(name + " is '" + value + "', which is no path", e);
        }
    }

    private static URI endpoint(String text) {
        try {
            var uri = new URI(text.replaceFirst("/+$", ""));
            var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw FerkelException.of("HF_ENDPOINT is '%s', expected an address such as https://huggingface.co", text);
    }

    private static Optional<String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            var text = new String(in.readNBytes(MAX_TOKEN + 1), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            throw new FerkelException(file + ": the hub's token can't be read: " + e.getMessage(), e);
        }
    }

    /** The message must not hold the token. */
    private static String token(String text) {
        if (text.length() > MAX_TOKEN || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw FerkelException.of(
                    "the hub's token (HF_TOKEN or its file) is no token: expected one word of letters and digits");
        }
        return text;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubSettings[" + endpoint + ", " + cache + (offline ? ", offline" : "") + "]";
    }
}
