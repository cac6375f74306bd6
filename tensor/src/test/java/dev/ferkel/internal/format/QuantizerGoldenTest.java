package dev.ferkel.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders to the byte as ggml's; what they lose; what they refuse. */
class QuantizerGoldenTest {
    private static final NumbersFile FILE = NumbersFile.resource("/format/quantized.safetensors.gz");
    private static final float[] IMPORTANCE = FILE.floats("importance");
    private static final int TINY = 2;
    private static final int COLUMNS = IMPORTANCE.length;

    static Stream<DType> blockTypes() {
        return Quantizer.TYPES.stream().filter(DType::isQuantized);
    }

    @ParameterizedTest
    @MethodSource("blockTypes")
    void bytes(DType type) {
        assertThat(encoded(type, FILE.floats("values"), null)).isEqualTo(FILE.bytes(type.name()));
    }

    @ParameterizedTest
    @MethodSource("blockTypes")
    void bytesWithImportance(DType type) {
        assertThat(encoded(type, FILE.floats("values"), IMPORTANCE)).isEqualTo(FILE.bytes(type + ".weighted"));
    }

    /** Formats with one scale and no search give a block's own values back. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q5_0", "MXFP4"})
    void decodedValuesGiveTheSameBytes(DType type) {
        var once = encoded(type, FILE.floats("values"), null);
        var values = decoded(type, once);
        assertThat(decoded(type, encoded(type, values, null))).isEqualTo(values);
    }

    /** No value moves by more than a share of its block's range: half a step, and what rounding the scales costs. */
    @ParameterizedTest
    @MethodSource("blockTypes")
    void errorIsBoundedByTheStep(DType type) {
        var values = FILE.floats("values");
        var back = decoded(type, encoded(type, values, null));
        for (int b = 0; b < values.length; b += 256) {
            if (b / COLUMNS == TINY) {
                continue; // its scales are below F16's normal range
            }
            float largest = 0;
            for (int i = b; i < b + 256; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            for (int i = b; i < b + 256; i++) {
                assertThat(Math.abs(back[i] - values[i])).isLessThanOrEqualTo(largest * share(type));
            }
        }
    }

    private static float share(DType type) {
        return switch (type) {
            case Q8_0 -> (0.5f + 127 * 0x1p-11f) / 127; // half a step, and the scale rounded to F16
            case Q6_K -> 1.1f / 31;
            case Q5_0, Q5_1, Q5_K -> 1.1f / 15;
            case MXFP4 -> 0.26f; // 6 is the largest below 8
            case Q2_K -> 0.75f;
            case Q3_K -> 0.35f;
            default -> 1.3f / 7;
        };
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesWhatIsNoNumber(float bad) {
        for (var type : Quantizer.TYPES) {
            var values = new float[COLUMNS];
            values[300] = bad;
            assertThatThrownBy(() -> encoded(type, values, null))
                    .isInstanceOf(FerkelException.class)
                    .hasMessage("column 300 is " + bad + ", which " + type + " can't hold");
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {1e38f, Float.MAX_VALUE, 1e10f})
    void largeValuesAreRefusedOrKept(float large) {
        for (var type : Quantizer.TYPES) {
            var values = new float[COLUMNS];
            values[300] = large;
            if (type == DType.F32 || type == DType.MXFP4 || type == DType.BF16 && large < Float.MAX_VALUE) {
                assertThat(decoded(type, encoded(type, values, null))[300] / large)
                        .isBetween(0.7f, 1.01f);
            } else {
                assertThatThrownBy(() -> encoded(type, values, null)).isInstanceOf(FerkelException.class);
            }
        }
    }

    private static byte[] encoded(DType type, float[] values, float @Nullable [] importance) {
        try (var arena = Arena.ofConfined()) {
            var source = Tensor.of(arena, values, values.length);
            int rows = values.length / COLUMNS;
            long rowBytes = type.bytes(COLUMNS);
            var target = arena.allocate(rowBytes * rows);
            target.fill((byte) 0xa5);
            var quantizer = new Quantizer(type);
            for (int r = 0; r < rows; r++) {
                quantizer.row(
                        source.address() + 4L * r * COLUMNS, COLUMNS, importance, target.address() + r * rowBytes);
            }
            return target.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static float[] decoded(DType type, byte[] bytes) {
        try (var arena = Arena.ofConfined()) {
            var source = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            int n = bytes.length / type.blockBytes() * type.blockElements();
            var target = Tensor.allocate(arena, DType.F32, n);
            Formats.decode(type, source.address(), target.address(), n);
            return target.toFloatArray();
        }
    }
}
