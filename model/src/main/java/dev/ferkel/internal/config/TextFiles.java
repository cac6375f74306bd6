package dev.ferkel.internal.config;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Texts and JSON that come with a model. They are not trusted: length, depth and the number of values are bounded, and a
 * key must not come twice. Errors name the file.
 */
public final class TextFiles {
    /** Most bytes of a small file: a config or a template. */
    public static final int SMALL = 16 << 20;
    /** Most bytes of a large one: a vocabulary or the index of shards. */
    public static final int LARGE = 64 << 20;

    /** What a JSON text may cost: with these bounds a tree of it takes some hundred megabytes at most. */
    public static final JsonFactory JSON_FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxTokenCount(8_000_000)
                    .build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private static final JsonMapper JSON = JsonMapper.builder(JSON_FACTORY)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TextFiles() {}

    /** A UTF-8 text of at most {@code maxBytes}. */
    public static String read(Path file, int maxBytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(file, maxBytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FerkelException(file + ": not UTF-8", e);
        }
    }

    /** A JSON object of at most {@code maxBytes}. */
    public static JsonNode json(Path file, int maxBytes) {
        var json = json(file.toString(), bytes(file, maxBytes));
        if (!json.isObject()) {
            throw FerkelException.of("%s: found %s, expected a JSON object", file, json.getNodeType());
        }
        return json;
    }

    /** Any JSON; {@code what} is what errors call it. */
    public static JsonNode json(String what, byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw notJson(what, e);
        }
    }

    /** Says in one line what is wrong with a JSON text; {@code what} is its file, or what it is. */
    public static FerkelException notJson(String what, JacksonException e) {
        var reason = e.getOriginalMessage().lines().findFirst().orElse("");
        var place = e.getLocation();
        return new FerkelException(
                what + ": not JSON: " + reason
                        + (place == null || place.getLineNr() < 0
                                ? ""
                                : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")"),
                e);
    }

    /** A file of at most {@code maxBytes}. */
    public static byte[] bytes(Path file, int maxBytes) {
        if (!Files.isRegularFile(file)) {
            throw FerkelException.of("%s: %s", file, Files.exists(file) ? "not a file" : "no such file");
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw FerkelException.of("%s: %d bytes, expected at most %d", file, Files.size(file), maxBytes);
            }
            return bytes;
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be read: " + e.getMessage(), e);
        }
    }
}
