package dev.ferkel.bench;

import java.util.Arrays;

/** Times several things in turns, so that what else the machine does falls on all of them. */
final class Interleaved {
    private Interleaved() {}

    /** Seconds each takes: the median over the rounds, after one round that does not count. */
    static double[] medianSeconds(int rounds, Runnable... sides) {
        var seconds = new double[sides.length][rounds];
        for (int round = -1; round < rounds; round++) {
            for (int i = 0; i < sides.length; i++) {
                int side = (i + Math.max(0, round)) % sides.length;
                long start = System.nanoTime();
                sides[side].run();
                double taken = (System.nanoTime() - start) / 1e9;
                if (round >= 0) {
                    seconds[side][round] = taken;
                }
            }
        }
        return Arrays.stream(seconds).mapToDouble(Interleaved::median).toArray();
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
