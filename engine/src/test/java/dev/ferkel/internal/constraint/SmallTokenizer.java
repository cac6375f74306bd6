package dev.ferkel.internal.constraint;

import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A tokenizer of all bytes and some longer pieces. */
final class SmallTokenizer {
    static final String END = "<end>";

    private static final List<String> PIECES = List.of(
            "{\"",
            "\"}",
            "\":",
            "\": ",
            "\": \"",
            "\",",
            "\", \"",
            "\",\"",
            "\"]",
            ", ",
            "[\"",
            "[]",
            "{}",
            "null",
            "true",
            "false",
            "tr",
            "na",
            "me",
            "name",
            "\"name\"",
            " \"",
            "  ",
            "\n  ",
            "12",
            "201",
            "0.",
            "e-",
            "\\\"",
            "\\n",
            "\\u",
            "\\u00",
            "é",
            "日本",
            "日",
            "ab",
            "abc",
            "a\"",
            "b\":",
            "aa",
            "aaaa",
            "}}",
            "]}",
            "},",
            "\"\"");

    private SmallTokenizer() {}

    static Tokenizer load(Path folder) {
        var vocabulary = new LinkedHashMap<String, Integer>();
        for (int b = 0; b < 256; b++) {
            vocabulary.put(written(new byte[] {(byte) b}), b);
        }
        for (var piece : PIECES) {
            vocabulary.putIfAbsent(written(piece.getBytes(StandardCharsets.UTF_8)), vocabulary.size());
        }
        vocabulary.putIfAbsent(written(new byte[] {(byte) 0xe6, (byte) 0x97}), vocabulary.size());
        var added = new ArrayList<Map<String, Object>>();
        for (var special : List.of("<think>", "</think>", END)) {
            added.add(Map.of("id", vocabulary.size(), "content", special, "special", true));
            vocabulary.put(special, vocabulary.size());
        }
        var file = folder.resolve("tokenizer.json");
        try {
            Files.writeString(
                    file,
                    JsonMapper.shared()
                            .writeValueAsString(Map.of(
                                    "model", Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()),
                                    "added_tokens", added,
                                    "pre_tokenizer", Map.of("type", "ByteLevel", "add_prefix_space", false),
                                    "decoder", Map.of("type", "ByteLevel"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Tokenizer.load(file);
    }

    /** Bytes as GPT-2 writes them. */
    private static String written(byte[] bytes) {
        var text = new StringBuilder();
        for (byte value : bytes) {
            int b = value & 0xff;
            int shift = 0;
            for (int i = 0; i < b; i++) {
                shift += isShown(i) ? 0 : 1;
            }
            text.appendCodePoint(isShown(b) ? b : 256 + shift);
        }
        return text.toString();
    }

    private static boolean isShown(int b) {
        return b >= 0x21 && b <= 0x7e || b >= 0xa1 && b <= 0xac || b >= 0xae;
    }
}
