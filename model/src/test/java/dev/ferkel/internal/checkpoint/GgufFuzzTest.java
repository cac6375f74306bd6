package dev.ferkel.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.fuzz.Fuzzing;
import dev.ferkel.internal.fuzz.SmallFiles;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a GGUF file: opened, every tensor read to its end, and loaded as a model. */
class GgufFuzzTest {
    private static final Path FILE = Fuzzing.folder("gguf").resolve("model.gguf");

    static Stream<byte[]> seeds() {
        return Stream.of(SmallFiles.llama(), SmallFiles.deepSeek(), SmallFiles.allKeys())
                .map(file -> file.build());
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(GgufFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate("GGUF", seeds(), 10_000, GgufFuzzTest::take);
    }

    private static void take(byte[] input) throws IOException {
        GgufMetadata.read(input); // most are refused here, without a file
        Files.write(FILE, input);
        try (var checkpoint = Checkpoint.open(FILE)) {
            ReadAll.tensors(checkpoint, input.length);
            var model = Model.load(checkpoint, Progress.NONE);
            assertThat(checkpoint.config()).isEqualTo(model.config());
        }
    }
}
