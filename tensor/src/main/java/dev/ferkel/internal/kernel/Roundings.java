package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

/** Numbers rounded to narrower formats and back, one at a time: what {@link Kernels}' rounding loops come to. */
final class Roundings {
    /** The largest number that E4M3 has. */
    static final float E4M3_LARGEST = 448f;

    /** The least one that E4M3 has with all its bits. */
    static final float E4M3_NORMAL = 0x1p-6f;

    /** Where F32 numbers are as far apart as E4M3's least. */
    static final float E4M3_SUBNORMAL_STEP = 0x1.8p14f;

    private Roundings() {}

    /** The nearest of E4M3, ties to even; beyond 448 the largest; NaN stays. */
    static float e4m3(float x) {
        if (Float.isNaN(x)) {
            return x;
        }
        float magnitude = Math.min(Math.abs(x), E4M3_LARGEST);
        if (magnitude < E4M3_NORMAL) {
            magnitude = magnitude + E4M3_SUBNORMAL_STEP - E4M3_SUBNORMAL_STEP;
        } else {
            int bits = Float.floatToRawIntBits(magnitude);
            magnitude = Float.intBitsToFloat(bits + 0x7ffff + (bits >>> 20 & 1) & -0x100000);
        }
        return Math.copySign(magnitude, x);
    }

    /** The nearest of BF16, ties to even; NaN stays. */
    static float bf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return Float.isNaN(x) ? x : Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & -0x10000);
    }

    /** The scale that makes the largest magnitude of a tile E4M3's largest number; 1 where all are 0. */
    static float scale(float largest) {
        float scale = largest / E4M3_LARGEST;
        return scale == 0 ? 1f : scale;
    }

    /** Makes the largest magnitudes of tiles their scales. */
    static void scales(long maxima, long n) {
        for (long i = 0; i < n; i++) {
            put(maxima, i, scale(get(maxima, i)));
        }
    }
}
