package dev.ferkel.internal.tokenizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.checkpoint.GgufMetadata;
import dev.ferkel.internal.fuzz.Fuzzing;
import dev.ferkel.internal.fuzz.GgufBuilder;
import dev.ferkel.internal.fuzz.SmallFiles;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any GGUF metadata as a tokenizer: read, then a text encoded and decoded. */
class GgufTokenizerFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of("deepseek-v3", "qwen2", "default", "deepseek-llm")
                .map(SmallFiles::tokenizerKeys)
                .map(GgufBuilder::build);
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(GgufTokenizerFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate("GGUF tokenizer", seeds(), 10_000, GgufTokenizerFuzzTest::take, "gpt-2", "llama-bpe", "smollm");
    }

    private static void take(byte[] input) {
        var tokenizer = Tokenizer.fromGguf("model.gguf", GgufMetadata.read(input));
        SaneTokenizer.check(tokenizer, SaneTokenizer.hasAllBytes(tokenizer));
    }
}
