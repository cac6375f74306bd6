package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.x86.PanelCode;
import dev.ferkel.internal.kernel.x86.Processor;
import dev.ferkel.internal.kernel.x86.ProductTier;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packed weights against the decoded ones, and machine code against the definition, to the bit. */
class PanelTest {
    private static final int[][] SHAPES = {{16, 256}, {1, 256}, {5, 512}, {64, 768}, {79, 256}, {130, 1024}, {33, 2048}
    };

    private static final Kernels KERNELS = new ScalarKernels("the definition");

    /** Random blocks with scales of either sign, now and then zero or the largest. */
    static Tensor weights(Arena arena, DType type, int rows, int columns, Random random) {
        var tensor = Tensor.allocate(arena, type, rows, columns);
        if (!type.isQuantized()) {
            var values = Tensor.allocate(arena, DType.F32, rows, columns);
            for (long i = 0; i < values.elements(); i++) {
                values.set(i, (float) random.nextGaussian());
            }
            Formats.encode(type, values.address(), tensor.address(), values.elements());
            return tensor;
        }
        var bytes = new byte[(int) tensor.byteSize()];
        random.nextBytes(bytes);
        Memory.ALL.asSlice(tensor.address(), bytes.length).copyFrom(java.lang.foreign.MemorySegment.ofArray(bytes));
        for (long b = 0; b < bytes.length / type.blockBytes(); b++) {
            long block = tensor.address() + b * type.blockBytes();
            long scale = block + (type == DType.Q6_K ? 208 : type == DType.Q3_K ? 108 : 0);
            half(scale, random);
            if (type == DType.Q4_1 || type == DType.Q5_1 || type == DType.Q4_K || type == DType.Q5_K) {
                half(block + 2, random);
            }
        }
        return tensor;
    }

    private static void half(long address, Random random) {
        float value =
                random.nextInt(20) == 0 ? 0 : (random.nextFloat() - 0.5f) * (random.nextInt(30) == 0 ? 100 : 0.1f);
        Memory.ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, Float.floatToFloat16(value));
    }

    private static Tensor rounded(Arena arena, int tokens, int columns, Random random) {
        var x = Tensor.allocate(arena, DType.F32, tokens, columns);
        for (long i = 0; i < x.elements(); i++) {
            float size = random.nextInt(200) == 0 ? 50 : i % 64 < 32 ? 1 : 3;
            x.set(i, random.nextInt(50) == 0 ? 0 : (float) random.nextGaussian() * size);
        }
        var target = Tensor.allocate(arena, DType.I8, tokens * Activations.rowBytes(columns));
        for (int t = 0; t < tokens; t++) {
            KERNELS.quantize(
                    x.address() + 4L * t * columns, target.address() + t * Activations.rowBytes(columns), columns);
        }
        return target;
    }

    /** What the panels' products take of random rows. */
    static Tensor input(Arena arena, Panels panels, int tokens, Random random) {
        if (panels.layout().rounds()) {
            return rounded(arena, tokens, panels.columns(), random);
        }
        var x = Tensor.allocate(arena, DType.F32, tokens, panels.columns());
        for (long i = 0; i < x.elements(); i++) {
            x.set(i, (float) random.nextGaussian());
        }
        return x;
    }

    private static double value(Panels panels, Tensor x, int k) {
        if (!panels.layout().rounds()) {
            return x.get(k);
        }
        return rounded(x.address(), panels.columns(), k);
    }

    /** What a rounded row says number k is. */
    private static double rounded(long row, int columns, int k) {
        double value = number(row + (long) k / 32 * Activations.BYTES, k % 32);
        long list = row + Activations.blockBytes(columns);
        for (int i = 0; i < Outliers.count(list); i++) {
            long entry = list + Outliers.HEAD + (long) Outliers.BYTES * i;
            value += Outliers.block(entry) == k / 32 ? number(entry, k % 32) : 0;
        }
        return value;
    }

    private static double number(long block, int i) {
        return Memory.get(block, 0) * (double) Memory.ALL.get(ValueLayout.JAVA_BYTE, block + Activations.NUMBERS + i);
    }

    private static Panels pack(Arena arena, Tensor weights) {
        return Panels.pack(weights, arena.allocate(Panels.bytes(weights), 64));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K", "Q3_K", "IQ4_NL", "F16", "BF16", "F32"
            })
    void definition(DType type) {
        var random = new Random(type.ordinal());
        try (var arena = Arena.ofConfined()) {
            for (var shape : SHAPES) {
                var weights = weights(arena, type, shape[0], shape[1], random);
                var panels = pack(arena, weights);
                var x = input(arena, panels, 1, random);
                var decoded = Formats.toF32(weights, arena);
                for (int row = 0; row < shape[0]; row++) {
                    double sum = 0;
                    double size = 0;
                    for (int k = 0; k < shape[1]; k++) {
                        double product = value(panels, x, k) * decoded.get((long) row * shape[1] + k);
                        sum += product;
                        size += Math.abs(product);
                    }
                    assertThat((double) panels.product(row, x.address())).isCloseTo(sum, within(size * 1e-5 + 1e-30));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K", "Q3_K", "IQ4_NL", "F16", "BF16", "F32"
            })
    void machineCodeIsTheDefinition(DType type) {
        var tiers = Arrays.stream(ProductTier.values()).filter(PanelTest::runs).toList();
        assumeThat(tiers).isNotEmpty();
        for (var tier : tiers) {
            machineCodeIsTheDefinition(type, tier);
        }
    }

    /** Whether this machine has what a tier needs. */
    static boolean runs(ProductTier tier) {
        try {
            var processor = Processor.ask();
            return switch (tier) {
                case VNNI -> processor.hasVnni();
                case AVX512 -> processor.hasAvx512();
                case AVX2 -> processor.hasAvx2();
            };
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void machineCodeIsTheDefinition(DType type, ProductTier tier) {
        var random = new Random(100 + type.ordinal());
        try (var arena = Arena.ofConfined()) {
            for (var shape : SHAPES) {
                var panels = pack(arena, weights(arena, type, shape[0], shape[1], random));
                for (int tokens : new int[] {1, 2, 3, 4, 5, 6, 7, 13, 100}) {
                    var x = input(arena, panels, tokens, random);
                    int ldy = shape[0] + 3;
                    var y = Tensor.allocate(arena, DType.F32, tokens, ldy);
                    for (long i = 0; i < y.elements(); i++) {
                        y.set(i, -7);
                    }
                    int middle = random.nextInt(panels.groups() + 1);
                    PanelCode.run(tier, panels, x.address(), tokens, y.address(), ldy, middle, panels.groups());
                    PanelCode.run(tier, panels, x.address(), tokens, y.address(), ldy, 0, middle);
                    for (int t = 0; t < tokens; t += tokens > 20 ? 9 : 1) {
                        long row = x.address() + t * panels.inputBytes();
                        for (int n = 0; n < ldy; n++) {
                            float goal = n < shape[0] ? panels.product(n, row) : -7;
                            assertThat(Float.floatToIntBits(y.get((long) t * ldy + n)))
                                    .as(
                                            "%s by %s %dx%d token %d of %d row %d",
                                            type, tier, shape[0], shape[1], t, tokens, n)
                                    .isEqualTo(Float.floatToIntBits(goal));
                        }
                    }
                }
            }
        }
    }

    /** Machine code packs whatever bytes as Java does. */
    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_0", "Q4_1", "Q4_K", "Q6_K"})
    void packsTheSame(DType type) {
        var kernels = Kernels.select();
        assumeThat(kernels).isInstanceOf(X86Kernels.class);
        var random = new Random(type.ordinal());
        try (var arena = Arena.ofConfined()) {
            for (int blocks = 1; blocks < 20; blocks++) {
                int columns = blocks * type.blockElements();
                var bytes = new byte[(int) (16 * type.bytes(columns))];
                random.nextBytes(bytes);
                var rows = arena.allocate(bytes.length, 64).copyFrom(java.lang.foreign.MemorySegment.ofArray(bytes));
                var layout = PanelLayout.of(type);
                long size = (long) columns / layout.block * layout.blockBytes();
                var expected = arena.allocate(size, 64);
                var found = arena.allocate(size, 64);
                new PanelPacking(layout, type, columns).group(rows.address(), 0, 16, expected.address());
                assertThat(kernels.pack(type, rows.address(), columns, found.address()))
                        .isTrue();
                assertThat(found.mismatch(expected)).isEqualTo(-1);
            }
        }
    }

    @Test
    void roundingIsTheSameInEveryTier() {
        var random = new Random(5);
        var kernels = Kernels.select();
        try (var arena = Arena.ofConfined()) {
            for (int round = 0; round < 300; round++) {
                int k = 32 * (1 + random.nextInt(20));
                var x = Tensor.allocate(arena, DType.F32, k);
                for (int i = 0; i < k; i++) {
                    // whole blocks of next to nothing, too
                    x.set(i, special(random) * (round % 3 == 0 && i / 32 % 2 == 0 ? 1e-37f : 1));
                }
                var expected = Tensor.allocate(arena, DType.I8, Activations.rowBytes(k));
                var found = Tensor.allocate(arena, DType.I8, Activations.rowBytes(k));
                KERNELS.quantize(x.address(), expected.address(), k);
                kernels.quantize(x.address(), found.address(), k);
                assertThat(found.data().toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(expected.data().toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    /**
     * No number is further from what it was than half a step, and a step is at most so many root mean squares / 127; blocks
     * with a larger one are rounded twice, which is 254 times as fine.
     */
    @Test
    void outliersAreRoundedTwice() {
        var random = new Random(6);
        int found = 0;
        try (var arena = Arena.ofConfined()) {
            for (int round = 0; round < 100; round++) {
                int k = 32 * (2 + random.nextInt(40));
                var x = Tensor.allocate(arena, DType.F32, k);
                for (int i = 0; i < k; i++) {
                    x.set(i, (float) random.nextGaussian() * (random.nextInt(100) == 0 ? 100 : 1));
                }
                var row = Tensor.allocate(arena, DType.I8, Activations.rowBytes(k));
                KERNELS.quantize(x.address(), row.address(), k);
                double limit = Outliers.RATIO * Math.sqrt(KERNELS.dot(x.address(), x.address(), k) / k);
                for (int i = 0; i < k; i++) {
                    double step = Memory.get(row.address() + (long) i / 32 * Activations.BYTES, 0);
                    double error = step * 127 > limit * 1.0001 ? step / 254 : Math.min(step, limit / 127);
                    assertThat(rounded(row.address(), k, i)).isCloseTo(x.get(i), within(error / 2 * 1.01));
                }
                found += Outliers.count(row.address() + Activations.blockBytes(k));
            }
        }
        assertThat(found).isGreaterThan(100);
    }

    /** Rows of zeros, of one number, of what is infinite or none, of numbers whose squares are too small for a number. */
    @Test
    void strangeRowsHaveNoMoreOutliersThanFit() {
        int k = 512;
        try (var arena = Arena.ofConfined()) {
            for (float value : new float[] {0, 1, 1e-30f, Float.MIN_VALUE, 1e30f, Float.POSITIVE_INFINITY, Float.NaN}) {
                for (int step : new int[] {1, 32, 33, 500}) {
                    var x = Tensor.allocate(arena, DType.F32, k);
                    for (int i = 0; i < k; i += step) {
                        x.set(i, value);
                    }
                    var row = Tensor.allocate(arena, DType.I8, Activations.rowBytes(k));
                    KERNELS.quantize(x.address(), row.address(), k);
                    assertThat(Outliers.count(row.address() + Activations.blockBytes(k)))
                            .isBetween(0, Outliers.most(k));
                }
            }
        }
    }

    private static float special(Random random) {
        return switch (random.nextInt(40)) {
            case 0 -> 0f;
            case 1 -> -0f;
            case 2 -> Float.MIN_VALUE;
            case 3 -> 1e-38f;
            case 4 -> 1e30f;
            default -> (float) random.nextGaussian();
        };
    }
}
