package dev.ferkel.internal.conversion;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.fuzz.Fuzzing;
import dev.ferkel.internal.fuzz.GgufBuilder;
import dev.ferkel.internal.fuzz.SmallFiles;
import dev.ferkel.internal.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as an importance matrix: a model quantised by it. */
class ImatrixFuzzTest {
    private static final Path FOLDER = Fuzzing.folder("imatrix");
    private static final Path FILE = FOLDER.resolve("imatrix.gguf");
    private static final Path MODEL = FOLDER.resolve("model.gguf");

    private static final int F32 = 0;

    @BeforeAll
    static void model() throws IOException {
        Files.write(MODEL, SmallFiles.llama().build());
    }

    static Stream<byte[]> seeds() {
        var one = keys();
        sums(one, "blk.0.attn_q.weight", 8, 1);
        var experts = keys();
        sums(experts, "blk.0.ffn_down.weight", 8, 1);
        sums(experts, "blk.0.ffn_gate_exps.weight", 8, 4);
        return Stream.of(one, experts).map(GgufBuilder::build);
    }

    private static GgufBuilder keys() {
        return new GgufBuilder()
                .text("general.type", "imatrix")
                .texts(ImportanceMatrix.DATASETS, "text.txt")
                .u32(ImportanceMatrix.CHUNKS, 2)
                .u32(ImportanceMatrix.CHUNK_SIZE, 32);
    }

    private static void sums(GgufBuilder file, String name, int columns, int matrices) {
        file.tensor(name + ImportanceMatrix.SQUARES, F32, 4 * columns * matrices, columns, matrices)
                .tensor(name + ImportanceMatrix.COUNTS, F32, 4 * matrices, 1, matrices);
    }

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        Fuzzing.check(ImatrixFuzzTest::take, input);
    }

    @Test
    void mutations() {
        Fuzzing.mutate("imatrix", seeds(), 2_000, ImatrixFuzzTest::take, ".in_sum2", ".counts", "blk.0.attn_q.weight");
    }

    private static void take(byte[] input) throws IOException {
        Files.write(FILE, input);
        var target = FOLDER.resolve("quantised.gguf");
        Files.deleteIfExists(target);
        new Quantization(FileType.of("Q4_0"), List.of(), false, Optional.of(FILE)).write(MODEL, target, Progress.NONE);
        Checkpoint.open(target).close();
    }
}
