package dev.ferkel.internal.run;

import dev.ferkel.internal.rows.Shuffle;
import java.util.Arrays;

/**
 * Documents of several sources by number: of every {@value #PERIOD} in a row each source has its share, in an order that
 * the seed picks, and a source's own come one after the other.
 */
final class Mixture {
    static final int PERIOD = 1024;

    /** A document: which one of a source. */
    record Place(int source, long number) {}

    private final int[] quotas;
    private final int[] firsts;
    private final long seed;

    /** @param shares of the sources, some of them positive */
    Mixture(double[] shares, long seed) {
        this.seed = seed;
        double sum = Arrays.stream(shares).sum();
        quotas = new int[shares.length];
        int left = PERIOD;
        for (int i = 0; i < shares.length; i++) {
            quotas[i] = shares[i] > 0 ? Math.max(1, (int) (PERIOD * shares[i] / sum)) : 0;
            left -= quotas[i];
        }
        int largest = 0;
        for (int i = 1; i < shares.length; i++) {
            largest = shares[i] > shares[largest] ? i : largest;
        }
        quotas[largest] += left;
        firsts = new int[shares.length];
        for (int i = 1; i < firsts.length; i++) {
            firsts[i] = firsts[i - 1] + quotas[i - 1];
        }
    }

    Place place(long index) {
        if (quotas.length == 1) {
            return new Place(0, index);
        }
        long period = index / PERIOD;
        int at = (int) new Shuffle(PERIOD, seed + period).at(index % PERIOD);
        int source = quotas.length - 1;
        while (quotas[source] == 0 || firsts[source] > at) {
            source--;
        }
        return new Place(source, period * quotas[source] + at - firsts[source]);
    }
}
