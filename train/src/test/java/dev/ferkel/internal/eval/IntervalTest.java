package dev.ferkel.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    /** Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3. */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0, 0.1611", "1, 29, 0.0061, 0.1718"})
    void wilsonAsPublished(int successes, int n, double low, double high) {
        var interval = Interval.wilson(successes, n);
        assertThat(interval.low()).isCloseTo(low, within(5e-5));
        assertThat(interval.high()).isCloseTo(high, within(5e-5));
    }

    @Test
    void nothingIsKnownOfNone() {
        assertThat(Interval.wilson(0, 0)).isEqualTo(new Interval(0, 1));
    }

    /** For a mean of many values it is the normal one, 1.96 standard errors to each side. */
    @Test
    void resampledMeanIsNormal() {
        var random = new SplittableRandom(1);
        var values = random.doubles(2000).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double half = 1.96 * Math.sqrt(1.0 / 12 / values.length);
        var interval = Interval.ofMean(values);
        assertThat(interval.low()).isCloseTo(mean - half, within(0.15 * half));
        assertThat(interval.high()).isCloseTo(mean + half, within(0.15 * half));
    }

    /** Resampling values that are alike would say that nothing is left in doubt. */
    @Test
    void alikeIsNotCertain() {
        assertThat(Interval.ofMean(new double[] {0.5, 0.5})).isEqualTo(Interval.wilson(1, 2));
    }

    @Test
    void ratioWeighsByWhatIsBelow() {
        var interval = Interval.ofRatio(new double[] {2, 20}, new double[] {1, 10});
        assertThat(interval.low()).isCloseTo(2, within(1e-12));
        assertThat(interval.high()).isCloseTo(2, within(1e-12));
    }
}
