package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What attention is made of gives the scalar kernels' bits, and writes nowhere else. */
@Tag("kernels")
class AttentionKernelsTest {
    private final Kernels kernels = Kernels.select();
    private final Kernels scalar = new ScalarKernels("the definition");
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    private Guarded matrix(DType type, float[] values) {
        if (type == DType.F32) {
            return Guarded.of(arena, values, 4);
        }
        var halves = new Guarded(arena, 2 * values.length, 2);
        scalar.encode(type, Guarded.of(arena, values, 0).address(), halves.address(), values.length);
        return halves;
    }

    /** What is fetched early is never read. */
    private static final long UNREADABLE = 64;

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16"})
    void multiply(DType type) {
        if (!kernels.multiplies(type)) {
            return;
        }
        var values = new Values(type.ordinal());
        for (int rows : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 13, 16}) {
            for (int k : new int[] {0, 1, 2, 17, 64}) {
                for (int n : new int[] {1, 8, 16, 24, 48, 64, 72, 128, 144}) {
                    for (boolean adds : new boolean[] {false, true}) {
                        product(type, values, rows, k, n, adds);
                    }
                }
            }
        }
    }

    private void product(DType type, Values values, int rows, int k, int n, boolean adds) {
        int lda = k + 3;
        int ldb = n + 5;
        int ldc = n + 2;
        long a = Guarded.of(arena, values.sparseEdges(rows * lda), 4).address();
        long b = matrix(type, values.sparseEdges(k * ldb)).address();
        var before = values.ordinary(rows * ldc);
        var expected = Guarded.of(arena, before, 0);
        var found = Guarded.of(arena, before, 4);
        OddColumns.multiply(a, lda, type, b, ldb, expected.address(), ldc, rows, k, 0, n, adds);
        kernels.multiply(a, lda, type, b, ldb, found.address(), ldc, rows, k, n, adds, UNREADABLE, 128);
        assertArrayEquals(expected.bits(), found.bits(), () -> "%s [%d, %d] x [%d, %d]".formatted(type, rows, k, k, n));
    }

    @Test
    void softmax() {
        var values = new Values(5);
        for (int width : new int[] {16, 48, 64, 128, 8, 20}) {
            for (int rows : new int[] {1, 2, 9}) {
                for (int keys : new int[] {1, 15, 16, 17, 40, 63, 64}) {
                    for (int seen : new int[] {-3, 0, 1, 16, 64, 1000}) {
                        block(values.ordinary(rows * 64), rows, keys, seen, 0, width, values);
                        block(values.ordinary(rows * 64), rows, keys, seen, 1, width, values);
                    }
                }
            }
        }
    }

    /** Scores far apart, equal, infinite: everything but NaN, which ends in NaN. */
    @Test
    void softmaxOfEdges() {
        var values = new Values(6);
        for (int i = 0; i < 200; i++) {
            var scores = values.edges(3 * 64);
            for (int j = 0; j < scores.length; j++) {
                scores[j] = Float.isNaN(scores[j]) || scores[j] == Float.POSITIVE_INFINITY ? 3f : scores[j];
            }
            scores[0] = 1f;
            block(scores, 1, 64, 64, 0, 16, values);
        }
    }

    @Test
    void notANumberStaysOne() {
        var scores = new float[64];
        scores[7] = Float.NaN;
        var memory = Guarded.of(arena, scores, 0);
        var states = Guarded.of(arena, new float[] {0.5f, 1f}, 0);
        var sums = new Guarded(arena, 64, 0);
        kernels.softmaxBlock(memory.address(), 1, 64, 64, 0, 1f, states.address(), sums.address(), 16);
        assertThat(Memory.get(states.address(), 1)).isNaN();
    }

    private void block(float[] scores, int rows, int keys, int seen, int step, int width, Values values) {
        var states = new float[2 * rows];
        for (int r = 0; r < rows; r++) {
            boolean begun = r % 2 == 1;
            states[2 * r] = begun ? 0.5f : Float.NEGATIVE_INFINITY;
            states[2 * r + 1] = begun ? 3f : 0f;
        }
        var sums = values.ordinary(rows * width);
        var expected = run(scalar, scores, states, sums, rows, keys, seen, step, width);
        var found = run(kernels, scores, states, sums, rows, keys, seen, step, width);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(expected[i], found[i], "rows %d keys %d seen %d %d".formatted(rows, keys, seen, step));
        }
    }

    private int[][] run(
            Kernels by, float[] scores, float[] states, float[] sums, int rows, int keys, int seen, int step, int n) {
        var s = Guarded.of(arena, scores, 4);
        var t = Guarded.of(arena, states, 4);
        var u = Guarded.of(arena, sums, 4);
        by.softmaxBlock(s.address(), rows, keys, seen, step, 0.25f, t.address(), u.address(), n);
        return new int[][] {s.bits(), t.bits(), u.bits()};
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16"})
    void transpose(DType type) {
        var values = new Values(8);
        for (int rows : new int[] {0, 1, 7, 8, 15, 16, 17, 48, 64}) {
            for (int columns : new int[] {0, 1, 8, 15, 16, 40, 64, 72}) {
                var x = matrix(type, values.edges(rows * (columns + 3)));
                var before = new float[columns * (rows + 2)];
                Arrays.fill(before, -7f);
                var expected = Guarded.of(arena, before, 0);
                var found = Guarded.of(arena, before, 4);
                scalar.transpose(type, x.address(), columns + 3, rows, columns, expected.address(), rows + 2);
                kernels.transpose(type, x.address(), columns + 3, rows, columns, found.address(), rows + 2);
                assertArrayEquals(expected.bits(), found.bits(), () -> "%s %dx%d".formatted(type, rows, columns));
            }
        }
    }

    /** Blocks of every size of number, with what is infinite or none. */
    @Test
    void quantize() {
        var values = new Values(9);
        for (int blocks = 0; blocks < 5; blocks++) {
            for (int i = 0; i < 200; i++) {
                int k = 32 * blocks;
                float[] x = switch (i % 4) {
                    case 0 -> values.ordinary(k);
                    case 1 -> values.sparseEdges(k);
                    case 2 -> values.edges(k);
                    default -> new float[k];
                };
                long source = Guarded.of(arena, x, 4).address();
                var expected = new Guarded(arena, (int) Activations.rowBytes(k), 0);
                var found = new Guarded(arena, (int) Activations.rowBytes(k), 4);
                scalar.quantize(source, expected.address(), k);
                kernels.quantize(source, found.address(), k);
                assertArrayEquals(expected.bits(), found.bits());
            }
        }
    }
}
