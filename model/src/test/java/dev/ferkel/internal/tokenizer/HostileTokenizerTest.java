package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would take all time, stack or memory. */
class HostileTokenizerTest {
    private static final String FILE = """
            {"added_tokens": [%s], "normalizer": %s, "pre_tokenizer": {"type": "Sequence", "pretokenizers": [%s
              {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]},
             "decoder": {"type": "ByteLevel"}, "model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}}
            """;

    @TempDir
    private Path folder;

    private Path file(String added, String normalizer, String steps) throws IOException {
        return Files.writeString(folder.resolve("tokenizer.json"), FILE.formatted(added, normalizer, steps));
    }

    private static String split(String regex) {
        return "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"%s\"}, \"behavior\": \"Isolated\", \"invert\": false},"
                .formatted(regex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+c", "(a|a)*c", "a*a*a*a*a*a*c", "(?:(?:a|b)*)*c", "(a|ab?)+c", "(?=(a*)*c)a"})
    void patternsWithoutEnd(String regex) throws IOException {
        var tokenizer = Tokenizer.load(file("", "null", split(regex)));
        assertThat(tokenizer.encode("ab", false)).containsExactly(0, 1);
        assertThatThrownBy(() -> tokenizer.encode("a".repeat(100_000), false))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(regex);
    }

    @Test
    void aPatternOfManyParentheses() throws IOException {
        var deep = file("", "null", split("(".repeat(100_000) + ")".repeat(100_000)));
        assertThatThrownBy(() -> Tokenizer.load(deep)).isInstanceOf(FerkelException.class);
    }

    @Test
    void manySteps() throws IOException {
        var many = file("", "null", split("a").repeat(100_000));
        assertThatThrownBy(() -> Tokenizer.load(many))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("steps");
        var nested = "{\"type\": \"Sequence\", \"normalizers\": [".repeat(40) + "]}".repeat(40);
        var deep = file("", nested, "");
        assertThatThrownBy(() -> Tokenizer.load(deep))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void normalizersThatGrow() throws IOException {
        var doubling = "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}, \"content\": \"aaaaaaaa\"}";
        var steps = String.join(",", Collections.nCopies(50, doubling));
        var tokenizer = Tokenizer.load(file("", "{\"type\": \"Sequence\", \"normalizers\": [" + steps + "]}", ""));
        assertThatThrownBy(() -> tokenizer.encode("a", false))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("normalizer");
    }

    @Test
    void anAddedTokenWithoutEnd() throws IOException {
        var token = "{\"id\": 2, \"content\": \"%s\"}".formatted("a".repeat(600));
        var endless = file(token, "null", "");
        assertThatThrownBy(() -> Tokenizer.load(endless))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("600");
    }

    @Test
    void idsBeyondTheVocabularyCostNothing() throws IOException {
        var whole = FILE.formatted("", "null", "").replace("\"b\": 1", "\"b\": 2147483647");
        var file = Files.writeString(folder.resolve("tokenizer.json"), whole);
        assertThatThrownBy(() -> Tokenizer.load(file))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("2147483647");
    }

    @Test
    void loneSurrogates() throws IOException {
        var tokenizer = Tokenizer.load(file("", "null", split("\\\\p{N}|.")));
        assertThat(tokenizer.encode("a\ud800b\udc00a\ud83d", false)).containsExactly(0, 1, 0);
    }

    @Test
    void longPiecesOfEveryKnownPattern() {
        for (var regex : PatternsTest.KNOWN) {
            for (var repeated : new String[] {"a", " ", "\n", "1", "世", "😀", "e\u0301", " \n", "'", "a "}) {
                var text = repeated.repeat(100_000);
                int[] length = {0};
                Split.isolated(Finders.regex(regex))
                        .cut(text.toCharArray(), 0, text.length(), (t, from, to) -> length[0] += to - from);
                assertThat(length[0]).isEqualTo(text.length());
            }
        }
    }
}
