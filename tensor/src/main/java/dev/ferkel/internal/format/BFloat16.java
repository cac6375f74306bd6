package dev.ferkel.internal.format;

/** bfloat16: the upper half of an F32. */
final class BFloat16 {
    private BFloat16() {}

    static float decode(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest value, ties to even; NaN stays NaN. */
    static short encode(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
