package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.fuzz.Fuzzing;
import dev.ferkel.internal.fuzz.SmallFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a tokenizer.json: read, then a text encoded and decoded. */
class TokenizerJsonFuzzTest {
    private static final Path FILE = Fuzzing.folder("tokenizer").resolve("tokenizer.json");

    private static final String PLAIN = SmallFiles.tokenizerJson(
            "null", "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":true}", "null");
    private static final String SPLIT = SmallFiles.tokenizerJson(
            "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFC\"},{\"type\":\"Replace\",\"pattern\":"
                    + "{\"Regex\":\" {2,}\"},\"content\":\" \"},{\"type\":\"Prepend\",\"prepend\":\" \"}]}",
            "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":{\"Regex\":"
                    + "\"(?i:'s|'ll)|\\\\p{L}+|\\\\p{N}{1,3}|\\\\s+(?!\\\\S)|.\"},\"behavior\":\"Isolated\","
                    + "\"invert\":false},{\"type\":\"Digits\",\"individual_digits\":true},{\"type\":\"ByteLevel\","
                    + "\"add_prefix_space\":true,\"use_regex\":false}]}",
            "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<s>\",\"type_id\":0}},"
                    + "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"special_tokens\":{\"<s>\":{\"id\":\"<s>\","
                    + "\"ids\":[261],\"tokens\":[\"<s>\"]}}}");

    static Stream<byte[]> seeds() {
        return Stream.of(PLAIN, SPLIT).map(json -> json.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(TokenizerJsonFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate(
                "tokenizer.json",
                seeds(),
                4_000,
                TokenizerJsonFuzzTest::take,
                "\"lstrip\":true,",
                "\"single_word\":true,",
                "Removed",
                "MergedWithNext",
                "Contiguous",
                "\"invert\":true,",
                "Lowercase",
                "NFKD",
                "(a+)+",
                "[^a]*");
    }

    @Test
    void theSeedIsTakenAndLosesNothing() throws IOException {
        Files.writeString(FILE, PLAIN);
        var tokenizer = Tokenizer.load(FILE);
        assertThat(SaneTokenizer.hasAllBytes(tokenizer)).isTrue();
        SaneTokenizer.check(tokenizer, true);
    }

    private static void take(byte[] input) throws IOException {
        Files.write(FILE, input);
        var tokenizer = Tokenizer.load(FILE);
        var json = new String(input, StandardCharsets.UTF_8);
        boolean loses = !json.contains("\"normalizer\":null")
                || json.contains("Removed")
                || !json.contains("\"add_prefix_space\":false")
                || json.contains("strip\":true");
        SaneTokenizer.check(tokenizer, !loses && SaneTokenizer.hasAllBytes(tokenizer));
    }
}
