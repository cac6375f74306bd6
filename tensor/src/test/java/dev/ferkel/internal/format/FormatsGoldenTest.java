package dev.ferkel.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.Golden;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoding and rounding to the bit as gguf-py and PyTorch do them. */
@Tag("kernels")
class FormatsGoldenTest {
    private static final NumbersFile FILE = NumbersFile.read(Golden.path("oracle/numbers/formats.safetensors"));

    static Stream<DType> blockTypes() {
        return StreamSupport.stream(FILE.names().spliterator(), false)
                .filter(n -> n.endsWith(".bytes"))
                .map(n -> DType.valueOf(n.substring(0, n.length() - ".bytes".length())));
    }

    @ParameterizedTest
    @MethodSource("blockTypes")
    void decode(DType type) {
        var expected = FILE.floats(type + ".values");
        try (var arena = Arena.ofConfined()) {
            var bytes = FILE.bytes(type + ".bytes");
            var source = arena.allocate(bytes.length, 64);
            MemorySegment.copy(bytes, 0, source, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
            var target = Tensor.allocate(arena, DType.F32, expected.length);
            Formats.decode(type, source.address(), target.address(), expected.length);
            assertBits(target.toFloatArray(), expected);
            target.data().fill((byte) 1);
            Kernels.select().decode(type, source.address(), target.address(), expected.length);
            assertBits(target.toFloatArray(), expected);
        }
    }

    @Test
    void everyTypeOfTheFile() {
        assertThat(blockTypes()).hasSize(22);
    }

    @Test
    void float8Codes() {
        var expected = FILE.floats("fp8_e4m3.values");
        var decoded = new float[256];
        for (int code = 0; code < 256; code++) {
            decoded[code] = Float8.decode((byte) code);
            if (!Float.isNaN(expected[code])) {
                assertThat(Float8.encode(expected[code])).isEqualTo((byte) code);
            }
        }
        assertBits(decoded, expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F8_E4M3"})
    void rounding(DType type) {
        var prefix = type == DType.F8_E4M3 ? "fp8_e4m3" : type == DType.F16 ? "f16" : "bf16";
        var from = FILE.floats(prefix + ".from");
        var expected = FILE.floats(prefix + ".to");
        try (var arena = Arena.ofConfined()) {
            var source = Tensor.of(arena, from, from.length);
            var rounded = Tensor.allocate(arena, type, from.length);
            var back = Tensor.allocate(arena, DType.F32, from.length);
            Formats.encode(type, source.address(), rounded.address(), from.length);
            Formats.decode(type, rounded.address(), back.address(), from.length);
            assertBits(back.toFloatArray(), expected);
            if (type != DType.F8_E4M3) {
                rounded.data().fill((byte) 1);
                Kernels.select().encode(type, source.address(), rounded.address(), from.length);
                Formats.decode(type, rounded.address(), back.address(), from.length);
                assertBits(back.toFloatArray(), expected);
            }
        }
    }

    /** Every bfloat16 is its own rounding; halfway cases go to the even neighbour, 0x7f7f's upper half to infinity. */
    @Test
    void bfloat16() {
        for (int bits = 0; bits < 0x10000; bits++) {
            float value = BFloat16.decode((short) bits);
            if (Float.isNaN(value)) {
                assertThat(BFloat16.decode(BFloat16.encode(value))).isNaN();
            } else {
                assertThat(BFloat16.encode(value)).isEqualTo((short) bits);
            }
        }
        assertThat(BFloat16.encode(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
        assertThat(BFloat16.encode(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
        assertThat(BFloat16.encode(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        assertThat(BFloat16.decode(BFloat16.encode(Float.intBitsToFloat(0x7f800001))))
                .isNaN();
    }

    private static void assertBits(float[] found, float[] expected) {
        assertArrayEquals(bits(expected), bits(found));
    }

    private static int[] bits(float[] values) {
        var bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }
}
