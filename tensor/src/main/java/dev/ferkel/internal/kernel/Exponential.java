package dev.ferkel.internal.kernel;

/**
 * exp in F32 by fused multiply-adds only (Cephes' expf polynomial), so that scalar and vector code give the same bits.
 * Relative error below 2e-7; 0 below -87.3, infinity above 88.7.
 */
public final class Exponential {
    public static final float LOWEST = -87.33654f;
    public static final float HIGHEST = 88.72283f;
    public static final float LOG2_E = 1.44269504f;
    /** Adding and taking away 1.5 * 2^23 rounds to a whole number. */
    public static final float ROUND = 12582912f;

    public static final float LN2_HIGH = -0.693359375f;
    public static final float LN2_LOW = 2.12194440e-4f;
    static final float[] C = {
        1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f
    };

    private Exponential() {}

    /** Of the polynomial, the highest power's first. */
    public static float coefficient(int i) {
        return C[i];
    }

    static float exp(float x) {
        if (Float.isNaN(x)) {
            return x;
        }
        if (x > HIGHEST) {
            return Float.POSITIVE_INFINITY;
        }
        if (x < LOWEST) {
            return 0f;
        }
        float n = Math.fma(x, LOG2_E, ROUND) - ROUND;
        float r = Math.fma(n, LN2_LOW, Math.fma(n, LN2_HIGH, x));
        float p = C[0];
        for (int i = 1; i < C.length; i++) {
            p = Math.fma(p, r, C[i]);
        }
        float y = Math.fma(p, r * r, r) + 1f;
        // two steps, since 2^128 is no float but exp(88.7) is one
        int k = (int) n;
        int half = k >> 1;
        return y * power(half) * power(k - half);
    }

    private static float power(int k) {
        return Float.intBitsToFloat(k + 127 << 23);
    }
}
