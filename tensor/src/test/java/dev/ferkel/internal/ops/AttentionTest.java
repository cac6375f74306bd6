package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention by its plain formula in F64; a row's bits depend on nothing but the row. */
@Tag("kernels")
class AttentionTest {
    private static final int ROWS = 530;
    private static final Heads GROUPED = new Heads(6, 2, 24, 20, 0.3f);
    private static final LatentHeads LATENT = new LatentHeads(3, 40, 16, 8, 12, 0.25f);

    private final int threads = Workers.threads();
    private final Arena arena = Arena.ofShared();
    private final EagerOps ops = new EagerOps();
    private final Numbers numbers = new Numbers(arena, 5);
    private final Tensor q = numbers.normal(1.5, ROWS, 6 * 24);
    private final Tensor k = numbers.normal(1.5, ROWS, 2 * 24);
    private final Tensor v = numbers.normal(1.5, ROWS, 2 * 20);
    private final Tensor latentQ = numbers.normal(1.5, ROWS, 3 * 24);
    private final Tensor latent = numbers.normal(1, ROWS, 40);
    private final Tensor keyRope = numbers.normal(1, ROWS, 8);
    private final Tensor kvB = numbers.normal(0.3, 3 * (16 + 12), 40);

    @AfterEach
    void free() {
        Workers.threads(threads);
        ops.close();
        arena.close();
    }

    private static Batch rowsOf(int count, int position) {
        return Batch.of(new int[count], position);
    }

    /** Row by row in F64, all of its keys at once. */
    private static double[] plain(Tensor q, Tensor k, Tensor v, Heads heads, int row) {
        var out = new double[heads.heads() * heads.valueDim()];
        for (int h = 0; h < heads.heads(); h++) {
            int group = h / heads.group();
            var p = new double[row + 1];
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j <= row; j++) {
                for (int i = 0; i < heads.keyDim(); i++) {
                    p[j] += (double) q.get(row * q.dim(1) + h * heads.keyDim() + i)
                            * k.get(j * k.dim(1) + group * heads.keyDim() + i)
                            * heads.scale();
                }
                max = Math.max(max, p[j]);
            }
            double sum = 0;
            for (int j = 0; j <= row; j++) {
                p[j] = Math.exp(p[j] - max);
                sum += p[j];
            }
            for (int j = 0; j <= row; j++) {
                for (int i = 0; i < heads.valueDim(); i++) {
                    out[h * heads.valueDim() + i] += p[j] / sum * v.get(j * v.dim(1) + group * heads.valueDim() + i);
                }
            }
        }
        return out;
    }

    private static void near(Tensor found, Tensor q, Tensor k, Tensor v, Heads heads, double tolerance) {
        double worst = 0;
        for (int row = 0; row < found.size(0); row++) {
            var expected = plain(q, k, v, heads, row);
            for (int i = 0; i < expected.length; i++) {
                double off = Math.abs(found.get(row * found.dim(1) + i) - expected[i]);
                worst = Math.max(worst, off);
            }
        }
        assertThat(worst).isLessThan(tolerance);
    }

    @Test
    void grouped() {
        near(ops.attention(q, k, v, GROUPED, rowsOf(ROWS, 0), null, 0), q, k, v, GROUPED, 1e-5);
    }

    /** Keys so far apart that one takes all, rising and falling along the sequence. */
    @Test
    void steepScores() {
        for (long i = 0; i < q.elements(); i++) {
            q.set(i, 40 * q.get(i));
        }
        var found = ops.attention(q, k, v, GROUPED, rowsOf(ROWS, 0), null, 0);
        near(found, q, k, v, GROUPED, 2e-3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 33, 63, 64, 65, 100, 255, 256, 257, 529})
    void bitsDoNotDependOnTheChunk(int chunk) {
        var whole = ops.attention(q, k, v, GROUPED, rowsOf(ROWS, 0), null, 0).toFloatArray();
        var cache = new ArrayCache(ROWS, 2 * (24 + 20), LatentForm.EXPANDED);
        for (int from = 0; from < ROWS; from += chunk) {
            int to = Math.min(ROWS, from + chunk);
            var part = ops.attention(
                    q.rows(from, to), k.rows(from, to), v.rows(from, to), GROUPED, rowsOf(to - from, from), cache, 0);
            assertThat(part.toFloatArray()).isEqualTo(java.util.Arrays.copyOfRange(whole, from * 120, to * 120));
        }
    }

    /** Packed sequences give what each gives alone. */
    @Test
    void packed() {
        var batch = Batch.packed(new int[70], new int[1], new int[79]);
        var together = ops.attention(q, k, v, GROUPED, batch, null, 0);
        for (int s = 0; s < 3; s++) {
            int from = batch.starts()[s];
            int to = batch.end(s);
            var alone = ops.attention(
                    q.rows(from, to), k.rows(from, to), v.rows(from, to), GROUPED, rowsOf(to - from, 0), null, 0);
            assertThat(together.rows(from, to).toFloatArray()).isEqualTo(alone.toFloatArray());
        }
    }

    private Tensor latentRows(int from, int to, AttentionCache cache) {
        return ops.latentAttention(
                latentQ.rows(from, to),
                latent.rows(from, to),
                keyRope.rows(from, to),
                kvB,
                LATENT,
                rowsOf(to - from, from),
                cache,
                0);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KEPT")
    void latentBitsDoNotDependOnTheChunkOrTheThreads(LatentForm form) {
        var whole = latentRows(0, ROWS, new ArrayCache(ROWS, 48, form)).toFloatArray();
        for (int chunk : new int[] {1, 7, 33, 64, 100, 300}) {
            Workers.threads(1 + chunk % 4);
            var cache = new ArrayCache(ROWS, 48, form);
            for (int from = 0; from < ROWS; from += chunk) {
                int to = Math.min(ROWS, from + chunk);
                assertThat(latentRows(from, to, cache).toFloatArray())
                        .isEqualTo(java.util.Arrays.copyOfRange(whole, from * 36, to * 36));
            }
        }
    }

    /** Both forms are the formula over the expanded keys and values. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KEPT")
    void latentIsTheFormula(LatentForm form) {
        var found = latentRows(0, ROWS, new ArrayCache(ROWS, 48, form));
        var kv = ops.linear(latent, kvB, null);
        near(
                found,
                latentQ,
                ops.expandKeys(kv, keyRope, LATENT),
                ops.expandValues(kv, LATENT),
                LATENT.expanded(),
                2e-5);
    }

    /** Sequences of both forms in one step, each at a place of its own, give what each gives alone. */
    @Test
    void ragged() {
        var forms = new LatentForm[] {LatentForm.LATENT, LatentForm.EXPANDED, LatentForm.EXPANDED, LatentForm.LATENT};
        var cache = new ArrayCache(ROWS, 48, forms);
        int[] known = {300, 70, 0, 526};
        int[] count = {1, 40, 30, 2};
        var goals = new float[4][];
        for (int s = 0; s < 4; s++) {
            var alone = new ArrayCache(ROWS, 48, forms[s]);
            if (known[s] > 0) {
                latentRows(0, known[s], alone);
                cache.write(s, 0, 0, ops.concat(latent.rows(0, known[s]), keyRope.rows(0, known[s])));
            }
            goals[s] = latentRows(known[s], known[s] + count[s], alone).toFloatArray();
        }
        var rows = new int[73];
        var starts = new int[4];
        for (int s = 0, row = 0; s < 4; s++) {
            starts[s] = row;
            for (int i = 0; i < count[s]; i++) {
                rows[row++] = known[s] + i;
            }
        }
        var batch = new Batch(new int[73], rows, starts);
        var together = ops.latentAttention(
                ops.rows(latentQ, rows), ops.rows(latent, rows), ops.rows(keyRope, rows), kvB, LATENT, batch, cache, 0);
        for (int s = 0; s < 4; s++) {
            assertThat(together.rows(starts[s], batch.end(s)).toFloatArray()).isEqualTo(goals[s]);
        }
    }
}
