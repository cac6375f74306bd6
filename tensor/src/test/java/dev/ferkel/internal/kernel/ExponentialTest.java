package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExponentialTest {
    /** Every 499th float between the ends, on both sides of zero. */
    @Test
    void relativeErrorIsBelow2e7() {
        double worst = 0;
        for (int sign = 0; sign < 2; sign++) {
            int last = Float.floatToIntBits(sign == 0 ? Exponential.HIGHEST : -Exponential.LOWEST);
            for (int bits = 0; bits <= last; bits += 499) {
                float x = Float.intBitsToFloat(bits | sign << 31);
                double exact = StrictMath.exp(x);
                worst = Math.max(worst, Math.abs(Exponential.exp(x) / exact - 1));
            }
        }
        assertThat(worst).isLessThan(2e-7);
    }

    @Test
    void ends() {
        assertThat(Exponential.exp(0f)).isEqualTo(1f);
        assertThat(Exponential.exp(-0f)).isEqualTo(1f);
        assertThat(Exponential.exp(Float.MIN_VALUE)).isEqualTo(1f);
        assertThat(Exponential.exp(Exponential.HIGHEST)).isFinite().isGreaterThan(3.4e38f);
        assertThat(Exponential.exp(Math.nextUp(Exponential.HIGHEST))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Exponential.exp(Exponential.LOWEST)).isBetween(1.17e-38f, 1.18e-38f);
        assertThat(Exponential.exp(Math.nextDown(Exponential.LOWEST))).isZero();
        assertThat(Exponential.exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponential.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Exponential.exp(Float.NaN)).isNaN();
    }
}
