package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels over rows of numbers give the bits of the scalar ones and write nowhere else. */
@Tag("kernels")
class ElementKernelsTest {
    private static final int[] SIZES = {
        0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100, 127, 128, 129, 255, 256,
        1000
    };

    private final Kernels kernels = Kernels.select();
    private final Kernels scalar = new ScalarKernels("the definition");
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    /** A kernel on a and b, with y holding a copy of b before. */
    @FunctionalInterface
    interface Operation {
        float run(Kernels k, long a, long b, long y, int n);
    }

    private static float done(Runnable kernel) {
        kernel.run();
        return 0;
    }

    /** Operations by name; where one writes to its own input, that is y. */
    static Map<String, Operation> operations() {
        return Map.ofEntries(
                Map.entry("dot", (k, a, b, y, n) -> k.dot(a, b, n)),
                Map.entry("axpy", (k, a, b, y, n) -> done(() -> k.axpy(0.37f, a, y, n))),
                Map.entry("axpy by infinity", (k, a, b, y, n) -> done(() -> k.axpy(Float.POSITIVE_INFINITY, a, y, n))),
                Map.entry("add", (k, a, b, y, n) -> done(() -> k.add(a, b, y, n))),
                Map.entry("add to the first", (k, a, b, y, n) -> done(() -> k.add(y, a, y, n))),
                Map.entry("add to the second", (k, a, b, y, n) -> done(() -> k.add(a, y, y, n))),
                Map.entry("scale", (k, a, b, y, n) -> done(() -> k.scale(-1.7f, a, y, n))),
                Map.entry("scale in place", (k, a, b, y, n) -> done(() -> k.scale(1e-39f, y, y, n))),
                Map.entry("scaleMultiply", (k, a, b, y, n) -> done(() -> k.scaleMultiply(0.1f, a, b, y, n))),
                Map.entry("scaleMultiply in place", (k, a, b, y, n) -> done(() -> k.scaleMultiply(3f, y, a, y, n))),
                Map.entry("max", (k, a, b, y, n) -> n == 0 ? 0 : k.max(a, n)),
                Map.entry("expSum", (k, a, b, y, n) -> k.expSum(a, 0.25f, y, n)),
                Map.entry("expSum in place", (k, a, b, y, n) -> k.expSum(y, -3f, y, n)),
                Map.entry("expSum from the largest", (k, a, b, y, n) -> n == 0 ? 0 : k.expSum(a, k.max(a, n), y, n)),
                Map.entry("sigmoid", (k, a, b, y, n) -> done(() -> k.sigmoid(a, y, n))),
                Map.entry("sigmoid in place", (k, a, b, y, n) -> done(() -> k.sigmoid(y, y, n))),
                Map.entry("largest", (k, a, b, y, n) -> k.largest(a, n)),
                Map.entry("largest of each", (k, a, b, y, n) -> done(() -> k.largest(a, y, n))),
                Map.entry("roundBf16", (k, a, b, y, n) -> done(() -> k.roundBf16(a, y, n))),
                Map.entry("roundBf16 in place", (k, a, b, y, n) -> done(() -> k.roundBf16(y, y, n))),
                Map.entry("roundE4m3", (k, a, b, y, n) -> done(() -> k.roundE4m3(0.0123f, a, y, n))),
                Map.entry("roundE4m3 in place", (k, a, b, y, n) -> done(() -> k.roundE4m3(1f, y, y, n))),
                Map.entry("roundE4m3 by scales", (k, a, b, y, n) -> done(() -> k.roundE4m3(b, a, y, n))),
                Map.entry("swiglu", (k, a, b, y, n) -> done(() -> k.swiglu(a, b, y, n))),
                Map.entry("swiglu to the gate", (k, a, b, y, n) -> done(() -> k.swiglu(y, a, y, n))),
                Map.entry("swiglu to the other", (k, a, b, y, n) -> done(() -> k.swiglu(a, y, y, n))),
                Map.entry("swigluSlope", (k, a, b, y, n) -> done(() -> k.swigluSlope(a, b, b, y, n))),
                Map.entry("swigluSlope in place", (k, a, b, y, n) -> done(() -> k.swigluSlope(a, b, y, y, n))));
    }

    static Iterable<String> names() {
        return operations().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void sameBits(String name) {
        var values = new Values(name.hashCode());
        allSizes(name, values);
        var operation = operations().get(name);
        var a = Guarded.of(arena, values.ordinary(1000), 0);
        var y = Guarded.of(arena, values.ordinary(1000), 0);
        for (int i = 0; i < 3000; i++) {
            operation.run(kernels, a.address(), a.address(), y.address(), 1000);
        }
        allSizes(name, values);
    }

    /** Before and after the JIT turned the kernel into vector instructions. */
    private void allSizes(String name, Values values) {
        for (int n : SIZES) {
            same(name, values.ordinary(n), values.ordinary(n), 0);
            same(name, values.ordinary(n), values.ordinary(n), 4);
            for (int i = 0; i < 8; i++) {
                same(name, values.edges(n), values.edges(n), 4 * i);
                same(name, values.sparseEdges(n), values.sparseEdges(n), 0);
            }
        }
    }

    private void same(String name, float[] a, float[] b, int misalignment) {
        var operation = operations().get(name);
        int n = a.length;
        var expected = Guarded.of(arena, b, 0);
        var found = Guarded.of(arena, b, misalignment);
        var first = Guarded.of(arena, a, misalignment);
        var second = Guarded.of(arena, b, misalignment);
        float goal = operation.run(scalar, first.address(), second.address(), expected.address(), n);
        float result = operation.run(kernels, first.address(), second.address(), found.address(), n);
        assertEquals(Float.floatToIntBits(goal), Float.floatToIntBits(result), () -> name + " of " + n);
        assertArrayEquals(expected.bits(), found.bits(), () -> name + " of " + n);
        assertArrayEquals(Guarded.of(arena, a, 0).bits(), first.bits(), "an input has changed");
        assertArrayEquals(Guarded.of(arena, b, 0).bits(), second.bits(), "an input has changed");
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void encode(DType type) {
        var values = new Values(3);
        for (int n : SIZES) {
            var source = Guarded.of(arena, values.edges(n), 4);
            var expected = new Guarded(arena, n * type.blockBytes(), 0);
            var found = new Guarded(arena, n * type.blockBytes(), 2);
            scalar.encode(type, source.address(), expected.address(), n);
            kernels.encode(type, source.address(), found.address(), n);
            assertThat(found.content()).isEqualTo(expected.content());
        }
    }

    /** The definition itself, held against F64: a canonical sum is as good as any. */
    @Test
    void definition() {
        var values = new Values(4);
        for (int n : SIZES) {
            var a = values.ordinary(n);
            var b = values.ordinary(n);
            double sum = 0;
            double size = 0;
            for (int i = 0; i < n; i++) {
                sum += (double) a[i] * b[i];
                size += Math.abs((double) a[i] * b[i]);
            }
            float dot = scalar.dot(
                    Guarded.of(arena, a, 0).address(), Guarded.of(arena, b, 0).address(), n);
            assertThat((double) dot)
                    .isBetween(sum - size * (n / 16 + 5) * 0x1p-24, sum + size * (n / 16 + 5) * 0x1p-24);
            var y = new Guarded(arena, 4 * n, 0);
            scalar.swiglu(
                    Guarded.of(arena, a, 0).address(), Guarded.of(arena, b, 0).address(), y.address(), n);
            for (int i = 0; i < n; i++) {
                double goal = a[i] / (1 + StrictMath.exp(-a[i])) * b[i];
                assertThat(Math.abs(Memory.get(y.address(), i) - goal))
                        .isLessThanOrEqualTo(Math.abs(goal) * 1e-6 + 1e-37);
            }
        }
    }
}
