package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoding and matrix products give the bits of the scalar kernels, for every type, and write nowhere else. */
@Tag("kernels")
class MatrixKernelsTest {
    private static final Set<DType> NOT_WEIGHTS = EnumSet.of(DType.F64, DType.I8, DType.I16, DType.I32, DType.I64);

    private final Kernels kernels = Kernels.select();
    private final Kernels scalar = new ScalarKernels("the definition");
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    static Set<DType> weights() {
        return EnumSet.complementOf(EnumSet.copyOf(NOT_WEIGHTS));
    }

    /** Blocks of random bytes, which have every scale there is, infinite and denormal ones, too. */
    @ParameterizedTest
    @MethodSource("weights")
    void decode(DType type) {
        var values = new Values(type.ordinal());
        someBlocks(type, values);
        int n = 4096;
        var source = Guarded.of(arena, values.bytes(Math.toIntExact(type.bytes(n))), 0);
        var target = new Guarded(arena, 4 * n, 0);
        for (int i = 0; i < 500; i++) {
            kernels.decode(type, source.address(), target.address(), n);
        }
        someBlocks(type, values);
    }

    /** Before and after the JIT turned the kernel into vector instructions. */
    private void someBlocks(DType type, Values values) {
        for (int blocks : new int[] {0, 1, 2, 3, 5, 15, 16, 17, 33, 100}) {
            for (int misalignment = 0; misalignment < 3; misalignment++) {
                int n = blocks * type.blockElements();
                var source = Guarded.of(arena, values.bytes(blocks * type.blockBytes()), misalignment);
                var expected = new Guarded(arena, 4 * n, 0);
                var found = new Guarded(arena, 4 * n, 4 * misalignment);
                scalar.decode(type, source.address(), expected.address(), n);
                kernels.decode(type, source.address(), found.address(), n);
                assertArrayEquals(expected.bits(), found.bits(), () -> type + " " + blocks);
            }
        }
    }

    /** Every F16 and every BF16. */
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void everyCode(DType type) {
        int n = 1 << 16;
        var codes = new byte[2 * n];
        for (int i = 0; i < n; i++) {
            codes[2 * i] = (byte) i;
            codes[2 * i + 1] = (byte) (i >> 8);
        }
        var source = Guarded.of(arena, codes, 0);
        var expected = new Guarded(arena, 4 * n, 0);
        var found = new Guarded(arena, 4 * n, 0);
        scalar.decode(type, source.address(), expected.address(), n);
        kernels.decode(type, source.address(), found.address(), n);
        assertArrayEquals(expected.bits(), found.bits());
    }

    @Test
    void integersAreNoWeights() {
        var memory = new Guarded(arena, 64, 0);
        for (var type : NOT_WEIGHTS) {
            assertThatThrownBy(() -> kernels.decode(type, memory.address(), memory.address(), 1))
                    .isInstanceOf(FerkelException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("weights")
    void matmul(DType type) {
        var values = new Values(100 + type.ordinal());
        someProducts(type, values);
        int k = 512;
        var w = weight(values, type, 8 * k);
        long x = Guarded.of(arena, values.ordinary(5 * k), 0).address();
        long y = new Guarded(arena, 4 * 5 * 8, 0).address();
        for (int i = 0; i < 500; i++) {
            kernels.matmul(type, w.address(), 0, x, k, y, 8, 5, 0, 8, k);
        }
        someProducts(type, values);
    }

    private void someProducts(DType type, Values values) {
        int block = type.blockElements();
        int[] widths = block == 1 ? new int[] {0, 1, 5, 16, 17, 40, 67, 256} : new int[] {block, 3 * block};
        for (int k : widths) {
            for (int tokens : new int[] {0, 1, 3, 4, 5, 9}) {
                int rows = 11;
                var w = weight(values, type, rows * k);
                product(type, w, 0, values.ordinary(tokens * (k + 3)), tokens, 0, rows, rows, k);
                product(type, w, 0, values.sparseEdges(tokens * (k + 3)), tokens, 3, 8, rows, k);
                product(type, w, 0, values.sparseEdges(tokens * (k + 3)), tokens, 10, 11, rows, k);
                product(type, w, 0, values.ordinary(tokens * (k + 3)), tokens, 4, 4, rows, k);
            }
        }
    }

    /** Row and column blocks of 128, whole and begun ones. */
    @Test
    void float8Scales() {
        var values = new Values(9);
        int rows = 261;
        int k = 300;
        var w = weight(values, DType.F8_E4M3, rows * k);
        var scales = values.ordinary(3 * 3);
        scales[4] = 1e-40f;
        scales[8] = Float.MAX_VALUE;
        long scale = Guarded.of(arena, scales, 0).address();
        for (int tokens : new int[] {1, 3, 6}) {
            var x = values.ordinary(tokens * (k + 3));
            product(DType.F8_E4M3, w, scale, x, tokens, 0, rows, rows, k);
            product(DType.F8_E4M3, w, scale, x, tokens, 126, 131, rows, k);
            product(DType.F8_E4M3, w, scale, x, tokens, 255, 261, rows, k);
        }
    }

    /** Plain types get ordinary numbers, so that sums stay finite; block types random bytes. */
    private Guarded weight(Values values, DType type, int n) {
        if (type.isQuantized()) {
            return Guarded.of(arena, values.bytes(Math.toIntExact(type.bytes(n))), 2);
        }
        var memory = new Guarded(arena, n * type.blockBytes(), 0);
        Formats.encode(type, Guarded.of(arena, values.ordinary(n), 0).address(), memory.address(), n);
        return memory;
    }

    private void product(DType type, Guarded w, long scale, float[] x, int tokens, int from, int to, int rows, int k) {
        int ldx = k + 3;
        int ldy = rows + 2;
        var before = new float[tokens * ldy];
        Arrays.fill(before, -77f);
        var expected = Guarded.of(arena, before, 0);
        var found = Guarded.of(arena, before, 4);
        long input = Guarded.of(arena, x, 4).address();
        scalar.matmul(type, w.address(), scale, input, ldx, expected.address(), ldy, tokens, from, to, k);
        kernels.matmul(type, w.address(), scale, input, ldx, found.address(), ldy, tokens, from, to, k);
        assertArrayEquals(
                expected.bits(), found.bits(), () -> "%s [%d..%d, %d] %d tokens".formatted(type, from, to, k, tokens));
        onlyTheseColumns(found.bits(), tokens, ldy, from, to);
        if (type == DType.F32) {
            var rowsOnly = Guarded.of(arena, before, 8);
            long first = w.address() + 4L * from * k;
            kernels.product(first, to - from, input, ldx, rowsOnly.address() + 4L * from, ldy, tokens, k);
            assertArrayEquals(expected.bits(), rowsOnly.bits());
        }
    }

    private static void onlyTheseColumns(int[] y, int tokens, int ldy, int from, int to) {
        for (int t = 0; t < tokens; t++) {
            for (int r = 0; r < ldy; r++) {
                if (r < from || r >= to) {
                    assertEquals(Float.floatToIntBits(-77f), y[t * ldy + r]);
                }
            }
        }
    }
}
