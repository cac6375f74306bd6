package dev.ferkel.internal.format;

/** float8_e4m3fn: one sign, four exponent (bias 7), three fraction bits; no infinity, 0x7f and 0xff are NaN, largest 448. */
final class Float8 {
    private static final float[] VALUES = new float[256];

    static {
        for (int code = 0; code < 256; code++) {
            int exponent = code >> 3 & 15;
            int fraction = code & 7;
            float magnitude = exponent == 0 ? fraction * 0x1p-9f : (8 + fraction) * Math.scalb(1f, exponent - 10);
            if ((code & 0x7f) == 0x7f) {
                magnitude = Float.NaN;
            }
            VALUES[code] = code < 128 ? magnitude : -magnitude;
        }
    }

    private Float8() {}

    static float decode(byte code) {
        return VALUES[code & 0xff];
    }

    /** The nearest value, ties to even; beyond 448 the largest (saturating, as in DeepSeek's training). */
    static byte encode(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 24 & 0x80;
        float magnitude = Math.abs(value);
        if (Float.isNaN(magnitude)) {
            return (byte) (sign | 0x7f);
        }
        if (magnitude >= 448f) {
            return (byte) (sign | 0x7e);
        }
        if (magnitude < 0x1p-6f) {
            return (byte) (sign | (int) Math.rint(magnitude * 0x1p9f));
        }
        int exponent = Math.getExponent(magnitude);
        int eighths = (int) Math.rint(Math.scalb(magnitude, 3 - exponent));
        return (byte) (sign | (exponent + 7 << 3) + (eighths - 8));
    }
}
