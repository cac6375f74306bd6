package dev.ferkel.internal.eval;

import java.util.Arrays;

/**
 * How much better questions were answered than before. The same questions were asked, so that what is hard about them
 * falls out: the interval is much narrower than those of the two scores.
 *
 * @param questions that both have
 * @param value mean share of right answers now, less that before
 * @param interval of 95 %, by resampling the questions
 */
public record Difference(String task, String group, String kind, int questions, double value, Interval interval) {
    /** @param differences of each question's share of right answers; at least one */
    static Difference of(String task, String group, String kind, double[] differences) {
        var ones = new double[differences.length];
        Arrays.fill(ones, 1);
        return new Difference(
                task,
                group,
                kind,
                differences.length,
                Arrays.stream(differences).average().orElseThrow(),
                Interval.ofRatio(differences, ones));
    }

    /** Whether the interval leaves 0 out. */
    public boolean isShown() {
        return interval.low() > 0 || interval.high() < 0;
    }
}
