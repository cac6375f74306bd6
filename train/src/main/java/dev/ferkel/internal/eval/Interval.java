package dev.ferkel.internal.eval;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A 95 % confidence interval. */
public record Interval(double low, double high) {
    /** The 97.5th percentile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    private static final int RESAMPLES = 2000;

    /** Of a share of {@code n} by Wilson's score (Wilson 1927); all there is where {@code n} is 0. */
    public static Interval wilson(double successes, long n) {
        if (n == 0) {
            return new Interval(0, 1);
        }
        double share = successes / n;
        double square = Z * Z / n;
        double centre = share + square / 2;
        double half = Z * Math.sqrt((share * (1 - share) + square / 4) / n);
        // the bounds of none and all are exactly 0 and 1, which rounding misses
        return new Interval(
                successes == 0 ? 0 : (centre - half) / (1 + square),
                successes == n ? 1 : (centre + half) / (1 + square));
    }

    /**
     * Of the mean of values from 0 to 1: Wilson's where each is one or the other or all are alike, else by resampling,
     * since the samples of one question are not independent.
     */
    public static Interval ofMean(double[] values) {
        boolean alike = Arrays.stream(values).distinct().count() == 1;
        if (alike || Arrays.stream(values).allMatch(v -> v == 0 || v == 1)) {
            return wilson(Arrays.stream(values).sum(), values.length);
        }
        var ones = new double[values.length];
        Arrays.fill(ones, 1);
        return ofRatio(values, ones);
    }

    /** Of {@code sum(over) / sum(under)}: percentiles of 2000 resamples of the pairs (Efron 1979), always the same. */
    public static Interval ofRatio(double[] over, double[] under) {
        var random = new SplittableRandom(over.length);
        var ratios = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double a = 0;
            double b = 0;
            for (int i = 0; i < over.length; i++) {
                int pick = random.nextInt(over.length);
                a += over[pick];
                b += under[pick];
            }
            ratios[r] = a / b;
        }
        Arrays.sort(ratios);
        return new Interval(ratios[RESAMPLES / 40], ratios[RESAMPLES - 1 - RESAMPLES / 40]);
    }
}
