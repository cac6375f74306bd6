package dev.ferkel.internal.sampling;

/**
 * Standard Gumbel noise as a function of four numbers (SplitMix64's mixer): the same token of the same answer always
 * meets the same noise, whatever else is computed, and in whatever order.
 */
final class Noise {
    private static final double LN2 = Math.log(2);

    private final long base;

    Noise(long seed, int sample, long position) {
        base = mix(mix(mix(seed) + sample) + position);
    }

    private static long mix(long z) {
        z += 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** 53 random bits of a token. */
    long bits(int token) {
        return mix(base + token) >>> 11;
    }

    /** -ln(-ln(u)) of the uniform u that the bits stand for. */
    static double gumbel(long bits) {
        return -Math.log(-Math.log((bits + 0.5) * 0x1p-53));
    }

    /** No less than {@link #gumbel}, cheaply: -ln(-ln u) <= -ln(1 - u), and the leading zeros of 1 - u bound that. */
    static double bound(long bits) {
        long rest = (1L << 53) - 1 - bits;
        return LN2 * (Long.numberOfLeadingZeros(rest | 1) - 10 + 1);
    }
}
