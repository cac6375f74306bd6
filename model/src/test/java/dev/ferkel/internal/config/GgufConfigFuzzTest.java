package dev.ferkel.internal.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.checkpoint.GgufMetadata;
import dev.ferkel.internal.fuzz.Fuzzing;
import dev.ferkel.internal.fuzz.GgufBuilder;
import dev.ferkel.internal.fuzz.SmallFiles;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any GGUF metadata as a config. */
class GgufConfigFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(SmallFiles.llamaKeys(), SmallFiles.deepSeekKeys()).map(GgufBuilder::build);
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(GgufConfigFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate("GGUF config", seeds(), 20_000, GgufConfigFuzzTest::take);
    }

    private static void take(byte[] input) {
        var metadata = GgufMetadata.read(input);
        SaneConfig.check(ModelConfig.fromGguf("model.gguf", metadata, Optional.empty(), 8, true));
        ModelConfig.fromGguf("model.gguf", metadata, Optional.of(new float[] {1, 2}), 8, false);
    }
}
