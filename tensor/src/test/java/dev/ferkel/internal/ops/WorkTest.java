package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.Peaks;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operations read and multiply, counted by hand. */
class WorkTest {
    private static final Heads GROUPED = new Heads(6, 2, 24, 20, 0.3f);
    private static final LatentHeads LATENT = new LatentHeads(3, 40, 16, 8, 12, 0.25f);

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void free() {
        arena.close();
    }

    private Panels pack(Tensor matrix) {
        return Panels.pack(matrix, arena.allocate(Panels.bytes(matrix), 64));
    }

    /** Of 16 rows of 256 numbers: the bytes in a file, and in panels, as their layouts say. */
    @ParameterizedTest
    @CsvSource({
        "Q8_0, 4352, 4352, true",
        "Q4_0, 2304, 2304, true",
        "Q4_1, 2560, 2560, true",
        "Q5_0, 2816, 2816, true",
        "Q5_1, 3072, 3072, true",
        "IQ4_NL, 2304, 4352, true",
        "Q3_K, 1760, 3360, true",
        "Q4_K, 2304, 2368, true",
        "Q5_K, 2816, 2880, true",
        "Q6_K, 3360, 3360, true",
        "Q2_K, 1344, 8192, false",
        "IQ4_XS, 2176, 8192, false",
        "IQ2_XXS, 1056, 8192, false",
        "MXFP4, 2176, 8192, false",
        "F8_E4M3, 4096, 8192, false",
        "F16, 8192, 8192, false",
        "BF16, 8192, 8192, false",
        "F32, 16384, 16384, false"
    })
    void readsPanels(DType type, long file, long panels, boolean rounds) {
        for (int groups = 1; groups <= 3; groups += 2) {
            var matrix = Tensor.allocate(arena, type, 16L * groups - groups / 2, 256);
            long operations = 2 * 7 * matrix.elements();
            long ofFile = file / 16 * matrix.dim(0);
            var packed = pack(matrix);
            assertThat(packed.data().byteSize()).isEqualTo(groups * panels);
            var expected = rounds ? new Work(groups * panels, operations, 0) : new Work(groups * panels, 0, operations);
            assertThat(Work.product(matrix.withPacked(packed), 7)).isEqualTo(expected);
            assertThat(Work.product(matrix.withPacked(Panels.ofMapped(matrix)), 7))
                    .isEqualTo(new Work(ofFile, expected.byteOperations(), expected.floatOperations()));
            assertThat(Work.product(matrix, 7)).isEqualTo(new Work(ofFile, 0, operations));
        }
    }

    @Test
    void manyMatrices() {
        var gate = Tensor.allocate(arena, DType.Q4_0, 32, 256);
        var up = gate.withPacked(pack(gate));
        var down = Tensor.allocate(arena, DType.F16, 256, 32);
        assertThat(Work.product(new FfnWeights(gate, up, down), 2))
                .isEqualTo(new Work(2 * 4608 + 16384, 2 * 2 * 8192, 2 * 2 * 2 * 8192));
        assertThat(Work.products(List.of(up, up), 1)).isEqualTo(new Work(2 * 4608, 2 * 2 * 8192, 0));
    }

    /** Rows at positions 5, 6 and 7 see 6, 7 and 8 keys, 8 of the cache. */
    @Test
    void attention() {
        var batch = Batch.of(new int[3], 5);
        long operations = 2L * (6 + 7 + 8) * 6 * (24 + 20);
        assertThat(Work.attention(GROUPED, batch, new ArrayCache(8, 88, LatentForm.KEPT)))
                .isEqualTo(new Work(8 * 4 * 88, 0, operations));
        assertThat(Work.attention(GROUPED, batch, null)).isEqualTo(new Work(0, 0, operations));
        assertThat(Work.attention(GROUPED, Batch.packed(new int[2], new int[3]), null))
                .isEqualTo(new Work(0, 0, 2L * (1 + 2 + 1 + 2 + 3) * 6 * (24 + 20)));
    }

    @Test
    void latentAttention() {
        var kvB = Tensor.allocate(arena, DType.F32, 3 * (16 + 12), 40);
        long elements = kvB.elements();
        var batch = Batch.of(new int[3], 5);
        long read = 4 * elements + 8 * 4 * 48;
        assertThat(Work.latentAttention(kvB, LATENT, batch, new ArrayCache(8, 48, LatentForm.EXPANDED)))
                .as("keys and values of 8 latents")
                .isEqualTo(new Work(read, 0, 2 * 8 * elements + 2L * 21 * 3 * (16 + 8 + 12)));
        assertThat(Work.latentAttention(kvB, LATENT, batch, new ArrayCache(8, 48, LatentForm.LATENT)))
                .as("queries and results of 3 rows")
                .isEqualTo(new Work(read, 0, 2 * 3 * elements + 2L * 21 * 3 * (40 + 8 + 40)));
    }

    @Test
    void latentAttentionWithPanels() {
        var heads = new LatentHeads(2, 256, 16, 8, 32, 0.25f);
        var kvB = Tensor.allocate(arena, DType.Q8_0, 2 * (16 + 32), 256);
        var packed = kvB.withPacked(pack(kvB));
        var batch = Batch.of(new int[1], 3);
        long cache = 4 * 4 * 264;
        assertThat(Work.latentAttention(packed, heads, batch, new ArrayCache(4, 264, LatentForm.EXPANDED)))
                .isEqualTo(new Work(6 * 4352 + cache, 2L * 4 * kvB.elements(), 2L * 4 * 2 * (24 + 32)));
        if (PackedAbsorption.takes(Kernels.select(), heads)) {
            long keys = 2 * 16 * 256;
            long values = 2 * 32 * 256;
            assertThat(Work.latentAttention(packed, heads, batch, new ArrayCache(4, 264, LatentForm.LATENT)))
                    .as("keys' part in F16, values' part of the panels")
                    .isEqualTo(new Work(2 * keys + 4 * 4352 + cache, 2 * values, 2 * keys + 2L * 4 * 2 * (264 + 256)));
        }
    }

    private static OperationTimes.Line line(long nanos, Work work) {
        return new OperationTimes.Line("x", 1, nanos, 0, work);
    }

    @Test
    void bound() {
        var peaks = new Peaks(10, 1000, 100);
        assertThat(Bound.of(line(100, new Work(500, 20_000, 1_000)), peaks)).contains(new Bound(0.5, true));
        assertThat(Bound.of(line(100, new Work(100, 20_000, 5_000)), peaks)).contains(new Bound(0.7, false));
        assertThat(Bound.of(line(100, Work.NONE), peaks)).isEmpty();
    }
}
