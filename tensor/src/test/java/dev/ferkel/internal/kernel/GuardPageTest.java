package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels whose inputs and outputs all touch a page that nobody may touch: what they read and write is theirs. */
@Tag("kernels")
class GuardPageTest {
    private final Kernels kernels = Kernels.select();
    private final Kernels scalar = new ScalarKernels("the definition");

    @BeforeAll
    static void linux() {
        assumeThat(GuardPages.available()).isTrue();
    }

    @Test
    void nothingMayTouchTheGuards() throws IOException {
        for (var side : GuardPages.values()) {
            for (long bytes : new long[] {1, 4096, 5000}) {
                try (var arena = Arena.ofConfined()) {
                    long from = side.allocate(arena, bytes).address() & -4096;
                    long to = from + (bytes + 4095 & -4096);
                    assertThat(rights(from - 1)).isEqualTo("---p");
                    assertThat(rights(from)).isEqualTo("rw-p");
                    assertThat(rights(to - 1)).isEqualTo("rw-p");
                    assertThat(rights(to)).isEqualTo("---p");
                }
            }
        }
    }

    /** What the system lets this process do at an address. */
    private static String rights(long address) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            var parts = line.split("[- ]", 4);
            if (Long.compareUnsigned(Long.parseUnsignedLong(parts[0], 16), address) <= 0
                    && address < Long.parseUnsignedLong(parts[1], 16)) {
                return line.split(" ")[1];
            }
        }
        return "none";
    }

    /** A kernel on copies of inputs, of which the last is also its output. */
    @FunctionalInterface
    private interface Operation {
        void run(Kernels k, long[] at);
    }

    private void same(GuardPages side, Operation operation, String name, float[]... inputs) {
        try (var arena = Arena.ofConfined()) {
            same(operation, name, segments(arena, GuardPages.AFTER, inputs), segments(arena, side, inputs));
        }
    }

    private static MemorySegment[] segments(Arena arena, GuardPages side, float[]... inputs) {
        return IntStream.range(0, inputs.length)
                .mapToObj(i -> side.of(arena, inputs[i]))
                .toArray(MemorySegment[]::new);
    }

    private void same(Operation operation, String name, MemorySegment[] goal, MemorySegment[] found) {
        operation.run(scalar, addresses(goal));
        operation.run(kernels, addresses(found));
        for (int i = 0; i < goal.length; i++) {
            assertArrayEquals(bits(goal[i]), bits(found[i]), name + ", operand " + i);
        }
    }

    private static long[] addresses(MemorySegment[] segments) {
        return IntStream.range(0, segments.length)
                .mapToLong(i -> segments[i].address())
                .toArray();
    }

    /** All NaNs being one. */
    private static int[] bits(MemorySegment memory) {
        return IntStream.range(0, (int) memory.byteSize() / 4)
                .map(i -> Float.floatToIntBits(Memory.get(memory.address(), i)))
                .toArray();
    }

    @ParameterizedTest
    @EnumSource
    void elements(GuardPages side) {
        var values = new Values(1);
        for (int n : new int[] {1, 2, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 130, 1000, 1024}) {
            var a = values.sparseEdges(n);
            var b = values.sparseEdges(n);
            var name = " of " + n;
            same(side, (k, at) -> k.swiglu(at[0], at[1], at[2], n), "swiglu" + name, a, b, new float[n]);
            same(
                    side,
                    (k, at) -> k.swigluSlope(at[0], at[1], at[2], at[2], n),
                    "slope" + name,
                    a,
                    b,
                    values.ordinary(n));
            same(side, (k, at) -> k.axpy(0.3f, at[0], at[1], n), "axpy" + name, a, b);
            same(side, (k, at) -> k.add(at[0], at[1], at[1], n), "add" + name, a, b);
            same(side, (k, at) -> k.scaleMultiply(0.3f, at[0], at[1], at[1], n), "scaleMultiply" + name, a, b);
            same(side, (k, at) -> k.expSum(at[0], 1f, at[1], n), "expSum" + name, a, b);
            same(side, (k, at) -> k.sigmoid(at[0], at[1], n), "sigmoid" + name, a, b);
            same(side, (k, at) -> Memory.put(at[2], 0, k.dot(at[0], at[1], n)), "dot" + name, a, b, new float[1]);
            same(side, (k, at) -> Memory.put(at[1], 0, k.max(at[0], n)), "max" + name, a, new float[1]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void quantize(GuardPages side) {
        var values = new Values(2);
        for (int blocks = 1; blocks < 10; blocks++) {
            int k = 32 * blocks;
            var target = new float[(int) Activations.rowBytes(k) / 4];
            same(side, (by, at) -> by.quantize(at[0], at[1], k), "quantize " + k, values.ordinary(k), target);
            same(side, (by, at) -> by.quantize(at[0], at[1], k), "quantize " + k, values.edges(k), target);
        }
    }

    @ParameterizedTest
    @EnumSource
    void softmax(GuardPages side) {
        var values = new Values(3);
        for (int width : new int[] {4, 16, 20, 48, 64, 128, 512}) {
            for (int rows : new int[] {1, 2, 9}) {
                for (int keys : new int[] {1, 15, 16, 17, 63, 64}) {
                    var states = new float[2 * rows];
                    for (int r = 0; r < rows; r++) {
                        states[2 * r] = r % 2 == 0 ? Float.NEGATIVE_INFINITY : 0.5f;
                        states[2 * r + 1] = r % 2 == 0 ? 0f : 3f;
                    }
                    same(
                            side,
                            (k, at) -> k.softmaxBlock(at[0], rows, keys, 3, 1, 0.25f, at[1], at[2], width),
                            "softmax of %d rows, %d keys, width %d".formatted(rows, keys, width),
                            values.ordinary(64 * rows),
                            states,
                            values.ordinary(rows * width));
                }
            }
        }
    }

    /** Values in the matrix's type. */
    private MemorySegment matrix(Arena arena, GuardPages side, DType type, float[] values) {
        var memory = side.allocate(arena, type.bytes(values.length));
        scalar.encode(type, side.of(arena, values).address(), memory.address(), values.length);
        return memory;
    }

    /** Numbers that rows {@code ld} apart reach over: nothing comes after the last row. */
    private static int extent(int rows, int columns, int ld) {
        return rows == 0 ? 0 : (rows - 1) * ld + columns;
    }

    @ParameterizedTest
    @EnumSource
    void multiply(GuardPages side) {
        var values = new Values(4);
        for (var type : kernels.multiplies(DType.F16) ? List.of(DType.F32, DType.F16) : List.of(DType.F32)) {
            for (int rows : new int[] {1, 2, 3, 4, 5, 6, 7, 13}) {
                for (int k : new int[] {1, 2, 17, 64}) {
                    for (int n : new int[] {1, 8, 16, 24, 48, 64, 72, 144}) {
                        product(side, type, values, rows, k, n, n % 3);
                    }
                }
            }
        }
    }

    private void product(GuardPages side, DType type, Values values, int rows, int k, int n, int gap) {
        var a = values.ordinary(extent(rows, k, k + gap));
        var b = values.ordinary(extent(k, n, n + gap));
        var c = values.ordinary(extent(rows, n, n + gap));
        for (boolean adds : new boolean[] {false, true}) {
            try (var arena = Arena.ofConfined()) {
                same(
                        (by, at) -> by.multiply(at[0], k + gap, type, at[1], n + gap, at[2], n + gap, rows, k, n, adds),
                        "%s [%d, %d] x [%d, %d]".formatted(type, rows, k, k, n),
                        new MemorySegment[] {
                            GuardPages.AFTER.of(arena, a),
                            matrix(arena, GuardPages.AFTER, type, b),
                            GuardPages.AFTER.of(arena, c)
                        },
                        new MemorySegment[] {side.of(arena, a), matrix(arena, side, type, b), side.of(arena, c)});
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void transpose(GuardPages side) {
        var values = new Values(5);
        for (var type : new DType[] {DType.F32, DType.F16}) {
            for (int rows : new int[] {1, 15, 16, 17, 33, 64}) {
                for (int columns : new int[] {1, 15, 16, 17, 40, 64}) {
                    int gap = (rows + columns) % 3;
                    var x = values.edges(extent(rows, columns, columns + gap));
                    var y = values.ordinary(extent(columns, rows, rows + gap));
                    try (var arena = Arena.ofConfined()) {
                        same(
                                (k, at) -> k.transpose(type, at[0], columns + gap, rows, columns, at[1], rows + gap),
                                "%s %dx%d".formatted(type, rows, columns),
                                new MemorySegment[] {
                                    matrix(arena, GuardPages.AFTER, type, x), GuardPages.AFTER.of(arena, y)
                                },
                                new MemorySegment[] {matrix(arena, side, type, x), side.of(arena, y)});
                    }
                }
            }
        }
    }
}
