package dev.ferkel.internal.format;

import static dev.ferkel.internal.format.BlockDecoder.f16;
import static dev.ferkel.internal.format.BlockDecoder.i32;
import static dev.ferkel.internal.format.BlockDecoder.i8;
import static dev.ferkel.internal.format.BlockDecoder.u8;
import static dev.ferkel.internal.tensor.Memory.ALL;
import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import java.lang.foreign.ValueLayout;

/** GGUF's blocks of 32 with one scale (and minimum): Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 IQ4_NL MXFP4. */
final class SimpleBlocks {
    /** Values of IQ4_NL and IQ4_XS codes. */
    static final int[] IQ4 = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    /** Twice the values of MXFP4 codes. */
    static final int[] FP4_DOUBLED = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    /** Added before cutting off, this rounds halves up and the number just below a half down. */
    private static final float JUST_BELOW_HALF = Math.nextDown(0.5f);

    private SimpleBlocks() {}

    private static int nibble(long qs, int i) {
        return i < 16 ? u8(qs + i) & 15 : u8(qs + i - 16) >> 4;
    }

    static void q40(long s, long y) {
        float d = f16(s);
        for (int i = 0; i < 32; i++) {
            put(y, i, d * (nibble(s + 2, i) - 8));
        }
    }

    static void q41(long s, long y) {
        float d = f16(s);
        float m = f16(s + 2);
        for (int i = 0; i < 32; i++) {
            put(y, i, d * nibble(s + 4, i) + m);
        }
    }

    static void q50(long s, long y) {
        float d = f16(s);
        int high = i32(s + 2);
        for (int i = 0; i < 32; i++) {
            put(y, i, d * ((nibble(s + 6, i) | (high >>> i & 1) << 4) - 16));
        }
    }

    static void q51(long s, long y) {
        float d = f16(s);
        float m = f16(s + 2);
        int high = i32(s + 4);
        for (int i = 0; i < 32; i++) {
            put(y, i, d * (nibble(s + 8, i) | (high >>> i & 1) << 4) + m);
        }
    }

    static void q80(long s, long y) {
        float d = f16(s);
        for (int i = 0; i < 32; i++) {
            put(y, i, d * i8(s + 2 + i));
        }
    }

    /** The scale is the largest magnitude's share of 127; halves round away from zero. */
    static void encodeQ80(long x, long s) {
        float largest = 0;
        for (int i = 0; i < 32; i++) {
            largest = Math.max(largest, Math.abs(get(x, i)));
        }
        float d = largest / 127;
        float inverse = d == 0 ? 0 : 1 / d;
        ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, s, Float.floatToFloat16(d));
        for (int i = 0; i < 32; i++) {
            float scaled = get(x, i) * inverse;
            ALL.set(ValueLayout.JAVA_BYTE, s + 2 + i, (byte)
                    Math.copySign((int) (Math.abs(scaled) + JUST_BELOW_HALF), scaled));
        }
    }

    static void iq4nl(long s, long y) {
        float d = f16(s);
        for (int i = 0; i < 32; i++) {
            put(y, i, d * IQ4[nibble(s + 2, i)]);
        }
    }

    /** Half of the power of two that an E8M0 exponent stands for. */
    static float halfOfPower(int exponent) {
        return Float.intBitsToFloat(exponent < 2 ? 0x00200000 << exponent : exponent - 1 << 23);
    }

    static void mxfp4(long s, long y) {
        float d = halfOfPower(u8(s));
        for (int i = 0; i < 32; i++) {
            put(y, i, d * FP4_DOUBLED[nibble(s + 1, i)]);
        }
    }
}
