package dev.ferkel.internal.rows;

/**
 * An order of the numbers below n that a seed picks, one at a time: a Feistel network over the next even power of two, walked
 * until it comes back below n (Black and Rogaway 2002).
 */
public final class Shuffle {
    private static final int ROUNDS = 4;

    private final long n;
    private final long seed;
    private final int half;

    /** @param n at least 1 */
    public Shuffle(long n, long seed) {
        this.n = n;
        this.seed = seed;
        this.half = (64 - Long.numberOfLeadingZeros(Math.max(1, n - 1)) + 1) / 2;
    }

    /** The number at a place of the order. */
    public long at(long place) {
        long value = place;
        do {
            value = encrypt(value);
        } while (value >= n);
        return value;
    }

    private long encrypt(long value) {
        long mask = (1L << half) - 1;
        long left = value >>> half;
        long right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ mix(right + seed * 0x9e3779b97f4a7c15L + round) & mask;
            left = right;
            right = next;
        }
        return left << half | right;
    }

    private static long mix(long value) {
        long z = value * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
