package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Some heads at a time: the bits of all at once, in less memory. */
@Tag("kernels")
class ExpandedAttentionTest {
    private static final int LATENT = 64;
    private static final int ROPE = 16;

    private final int threads = Workers.threads();
    private final Arena arena = Arena.ofShared();
    private final Numbers numbers = new Numbers(arena, 6);
    private final Kernels kernels = Kernels.select();
    private final EagerOps ops = new EagerOps();

    @AfterEach
    void free() {
        Workers.threads(threads);
        ops.close();
        arena.close();
    }

    private static LatentHeads heads(int count, int nope, int value) {
        return new LatentHeads(count, LATENT, nope, ROPE, value, 0.2f);
    }

    private Tensor weights(DType type, long rows, long columns) {
        var exact = numbers.normal(0.3, rows, columns);
        var w = Tensor.allocate(arena, type, rows, columns);
        Formats.encode(type, exact.address(), w.address(), w.elements());
        return w;
    }

    private Panels pack(Tensor w) {
        return Panels.pack(w, arena.allocate(Panels.bytes(w), 64));
    }

    /** Two sequences, of which 40 and 600 tokens are known before 90 and 3 come: more than are copied at once. */
    private float[] run(Tensor q, Tensor kvB, LatentHeads heads, Tensor rows, long bytes) {
        var cache = new ArrayCache(603, LATENT + ROPE, LatentForm.EXPANDED, LatentForm.EXPANDED);
        cache.write(0, 0, 0, rows.rows(0, 130));
        cache.write(1, 0, 0, rows.rows(130, 733));
        var positions = new int[93];
        Arrays.setAll(positions, i -> i < 90 ? 40 + i : 510 + i);
        var batch = new Batch(new int[93], positions, new int[] {0, 90});
        var out = Tensor.allocate(arena, DType.F32, 93, (long) heads.heads() * heads.valueDim());
        new ExpandedAttention(ops, kernels, new Roundings(ops, kernels), bytes)
                .run(q, out, kvB, heads, batch, 0, 2, cache, 0);
        ops.reset();
        return out.toFloatArray();
    }

    private void same(Tensor kvB, LatentHeads heads) {
        var q = numbers.normal(1.5, 93, (long) heads.heads() * (heads.nopeDim() + ROPE));
        var rows = numbers.normal(1, 733, LATENT + ROPE);
        var all = run(q, kvB, heads, rows, 1L << 40);
        for (int count : new int[] {1, 2, 3}) {
            Workers.threads(count);
            for (long bytes : new long[] {1, 700_000, 1_500_000}) {
                assertThat(run(q, kvB, heads, rows, bytes)).isEqualTo(all);
            }
        }
    }

    /** Heads of 48 rows are whole groups of panels, those of 20 only four together, and 7 are no multiple. */
    @ParameterizedTest
    @CsvSource({"F32,16,32", "F32,12,8", "Q8_0,16,32", "Q8_0,12,8", "BF16,20,12"})
    void bits(DType type, int nope, int value) {
        var heads = heads(7, nope, value);
        var w = weights(type, 7L * (nope + value), LATENT);
        same(w, heads);
        same(w.withPacked(pack(w)), heads);
    }

    @Test
    void bitsOfSplitWeights() {
        assumeThat(kernels.multiplies(DType.F16)).isTrue();
        var heads = heads(7, 32, 16);
        var keys = weights(DType.Q8_0, 7 * LATENT, 32);
        var values = weights(DType.Q8_0, 7 * 16, LATENT);
        var halves = Tensor.allocate(arena, DType.F16, 7 * LATENT, 32);
        same(values.withPacked(SplitLatentWeights.of(pack(keys), pack(values), keys, halves)), heads);
    }

    /** All heads' product, keys and values would take 34 MB. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesLittleMemory(boolean packed) {
        var heads = heads(64, 64, 64);
        var w = weights(DType.Q8_0, 64L * 128, LATENT);
        var kvB = packed ? w.withPacked(pack(w)) : w;
        Workers.threads(1);
        int rows = 490;
        var q = numbers.normal(1, rows, 64 * 80);
        var cache = new ArrayCache(rows, LATENT + ROPE, LatentForm.EXPANDED);
        cache.write(0, 0, 0, numbers.normal(1, rows, LATENT + ROPE));
        var out = Tensor.allocate(arena, DType.F32, rows, 64 * 64);
        new ExpandedAttention(ops, kernels, new Roundings(ops, kernels), 2 << 20)
                .run(q, out, kvB, heads, Batch.of(new int[rows], 0), 0, 1, cache, 0);
        assertThat(ops.scratchBytes()).isLessThanOrEqualTo(8 << 20);
    }
}
