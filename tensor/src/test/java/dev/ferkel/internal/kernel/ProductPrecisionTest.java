package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.format.NumbersFile;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The three products of a layer with narrow operands, as PyTorch rounds them. */
@Tag("golden")
class ProductPrecisionTest {
    private static final NumbersFile GOLDEN = NumbersFile.resource("/precision/products.safetensors.gz");

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void free() {
        arena.close();
    }

    private Tensor operand(String name, float factor, long rows, long columns) {
        var bytes = GOLDEN.bytes(name);
        var tensor = Tensor.allocate(arena, DType.F32, rows, columns);
        for (int i = 0; i < tensor.elements(); i++) {
            int bits = (bytes[2 * i] & 0xff | bytes[2 * i + 1] << 8) << 16;
            tensor.set(i, factor * Float.intBitsToFloat(bits));
        }
        return tensor;
    }

    private static TrainingPanels panels(Tensor w, ProductPrecision precision, Arena arena) {
        var data = arena.allocate(TrainingPanels.bytes(w), Tensor.ALIGNMENT);
        return (TrainingPanels)
                Objects.requireNonNull(TrainingPanels.attach(w, data, precision).packed());
    }

    @ParameterizedTest
    @CsvSource({"FP8, 1, 1, 1", "BF16, 1.0009765625f, 1.00048828125f, 0.99951171875f"})
    void asPyTorch(ProductPrecision precision, float ofX, float ofW, float ofDy) {
        var x = operand("x", ofX, 130, 136);
        var w = operand("w", ofW, 132, 136);
        var dy = operand("dy", ofDy, 130, 132);
        var panels = panels(w, precision, arena);
        var y = Tensor.allocate(arena, DType.F32, 130, 132);
        panels.forward(x, y);
        check(precision, "y", y);
        var dx = Tensor.allocate(arena, DType.F32, 130, 136);
        panels.backward(dy, dx, true);
        check(precision, "dx", dx);
        var dw = Tensor.allocate(arena, DType.F32, 132, 136);
        panels.gradient(dy, x, dw);
        check(precision, "dw", dw);
    }

    /** Sums are F32 here and F64 there; one operand rounded the other way would be off by a sixteenth of a term. */
    private static void check(ProductPrecision precision, String name, Tensor found) {
        var expected = GOLDEN.floats(precision.name().toLowerCase(java.util.Locale.ROOT) + "." + name);
        int columns = found.size(1);
        for (int r = 0; r < expected.length / columns; r++) {
            double largest = 0;
            double off = 0;
            for (int c = 0; c < columns; c++) {
                double goal = expected[r * columns + c];
                largest = Math.max(largest, Math.abs(goal));
                off = Math.max(off, Math.abs(found.get(7L * r * columns + c) - goal));
            }
            assertThat(off).as(name + " row " + 7 * r).isLessThanOrEqualTo(1e-5 * largest);
        }
    }

    /** One number at a time gives the bits of the tiled passes, at edges of tiles and with any number of threads. */
    @ParameterizedTest
    @CsvSource({"1,1", "3,127", "128,128", "129,257", "300,40", "17,600"})
    void tiles(int rows, int columns) {
        var numbers = new Numbers(arena, rows);
        var x = numbers.normal(1e-3, rows, columns);
        int before = Workers.threads();
        try {
            for (int threads : new int[] {1, 3}) {
                Workers.threads(threads);
                var operands = new ProductOperands(Kernels.select(), ProductPrecision.FP8);
                var y = numbers.normal(1, rows, columns);
                var scales = Tensor.allocate(arena, DType.F32, ProductOperands.scales(rows, columns));
                operands.alongRows(x.address(), y.address(), rows, columns);
                assertThat(y.toFloatArray()).isEqualTo(tiled(x, 1, 128));
                operands.alongColumns(x.address(), y.address(), rows, columns, scales.address());
                assertThat(y.toFloatArray()).isEqualTo(tiled(x, 128, 1));
                operands.inBlocks(x.address(), y.address(), rows, columns);
                assertThat(y.toFloatArray()).isEqualTo(tiled(x, 128, 128));
            }
        } finally {
            Workers.threads(before);
        }
    }

    private interface Rounding {
        void run(long from, long to, int rows, int columns);
    }

    private Tensor rounded(Tensor x, Rounding rounding) {
        var y = Tensor.allocate(arena, DType.F32, x.size(0), x.size(1));
        rounding.run(x.address(), y.address(), x.size(0), x.size(1));
        return y;
    }

    /** Products of a precision have the bits of F32 products of rounded copies. */
    @ParameterizedTest
    @EnumSource(names = {"BF16", "FP8"})
    void areThoseOfRoundedCopies(ProductPrecision precision) {
        var operands = new ProductOperands(Kernels.select(), precision);
        var scales = Tensor.allocate(arena, DType.F32, ProductOperands.scales(300, 600));
        Rounding columns = (from, to, m, n) -> operands.alongColumns(from, to, m, n, scales.address());
        var numbers = new Numbers(arena, 5);
        var x = numbers.normal(1, 300, 600);
        var w = numbers.normal(1, 270, 600);
        var dy = numbers.normal(1, 300, 270);
        var panels = panels(w, precision, arena);
        var xRounded = rounded(x, operands::alongRows);
        var wRounded = rounded(w, operands::inBlocks);
        var y = new Tensor[] {numbers.normal(1, 300, 270), numbers.normal(1, 300, 270)};
        panels.forward(x, y[0]);
        panels(wRounded, ProductPrecision.F32, arena).forward(xRounded, y[1]);
        assertThat(y[0].toFloatArray()).isEqualTo(y[1].toFloatArray());
        var dx = new Tensor[] {numbers.normal(1, 300, 600), numbers.normal(1, 300, 600)};
        panels.backward(dy, dx[0], false);
        TrainingPanels.plainBackward(rounded(dy, operands::alongRows), wRounded, dx[1], false);
        assertThat(dx[0].toFloatArray()).isEqualTo(dx[1].toFloatArray());
        var dw =
                new Tensor[] {Tensor.allocate(arena, DType.F32, 270, 600), Tensor.allocate(arena, DType.F32, 270, 600)};
        panels.gradient(dy, x, dw[0]);
        var again = precision == ProductPrecision.FP8 ? rounded(xRounded, columns) : xRounded;
        TrainingPanels.plainGradient(rounded(dy, columns), again, dw[1]);
        assertThat(dw[0].toFloatArray()).isEqualTo(dw[1].toFloatArray());
    }

    private static float[] tiled(Tensor x, int high, int wide) {
        int rows = x.size(0);
        int columns = x.size(1);
        var y = new float[rows * columns];
        for (int at = 0; at < y.length; at++) {
            int firstRow = at / columns / high * high;
            int firstColumn = at % columns / wide * wide;
            float largest = 0;
            for (int r = firstRow; r < Math.min(rows, firstRow + high); r++) {
                for (int c = firstColumn; c < Math.min(columns, firstColumn + wide); c++) {
                    largest = Math.max(largest, Math.abs(x.get((long) r * columns + c)));
                }
            }
            float scale = largest / 448f;
            y[at] = scale * Roundings.e4m3(x.get(at) / scale);
        }
        return y;
    }

    /** What is no number must not become one. */
    @ParameterizedTest
    @EnumSource(ProductPrecision.class)
    void noNumbersStay(ProductPrecision precision) {
        var numbers = new Numbers(arena, 3);
        var w = numbers.normal(1, 20, 30);
        var x = numbers.normal(1, 2, 30);
        x.set(4, Float.NaN);
        x.set(34, Float.POSITIVE_INFINITY);
        var y = numbers.normal(1, 2, 20);
        panels(w, precision, arena).forward(x, y);
        for (float value : y.toFloatArray()) {
            assertThat(Float.isFinite(value)).isFalse();
        }
    }

    /** Numbers between those of BF16, NaN among them. */
    @Test
    void e4m3() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float x = Float.intBitsToFloat(bits << 16 | 0x8000);
            var one = Tensor.of(arena, new float[] {x}, 1);
            var code = Tensor.allocate(arena, DType.F8_E4M3, 1);
            Formats.encode(DType.F8_E4M3, one.address(), code.address(), 1);
            Formats.decode(DType.F8_E4M3, code.address(), one.address(), 1);
            assertThat(Float.floatToIntBits(Roundings.e4m3(x))).isEqualTo(Float.floatToIntBits(one.get(0)));
        }
    }
}
