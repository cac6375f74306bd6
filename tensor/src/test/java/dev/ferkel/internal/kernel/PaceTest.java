package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLISECOND = 1_000_000;

    private final Pace pace = new Pace();
    private long now = Long.MAX_VALUE - 5 * MILLISECOND; // nanoTime may wrap around

    /** Regions of a millisecond until the helper rests, a hundred at most; how many there were. */
    private int regions(double waited, int threads) {
        for (int i = 0; i < 100; i++) {
            if (!pace.isWorthAsking(now)) {
                return i;
            }
            now += MILLISECOND;
            pace.add(MILLISECOND, (long) (waited * MILLISECOND), threads, now);
        }
        return 100;
    }

    private long rest() {
        long start = now;
        while (!pace.isWorthAsking(now)) {
            now += MILLISECOND;
        }
        return now - start;
    }

    @Test
    void whoGivesMoreThanWaitingCostsIsAsked() {
        assertThat(regions(0.3, 2)).isEqualTo(100);
        assertThat(regions(0.2, 16)).isEqualTo(100);
    }

    @Test
    void whoCostsMoreRests() {
        long window = Pace.WINDOW / MILLISECOND;
        assertThat(regions(0.6, 2)).isEqualTo((int) window);
        assertThat(rest()).isEqualTo(Pace.REST);
        assertThat(regions(0.6, 2)).isEqualTo((int) window);
        assertThat(rest()).isEqualTo(2 * Pace.REST);
    }

    @Test
    void withManyThreadsLessIsEnough() {
        assertThat(regions(0.3, 8)).isLessThan(100);
    }

    @Test
    void restsGrowToALimitAndEndWithTheTrouble() {
        for (int i = 0; i < 10; i++) {
            regions(1, 2);
            assertThat(rest()).isBetween(Pace.REST, Pace.LONGEST_REST);
        }
        regions(1, 2);
        assertThat(rest()).isEqualTo(Pace.LONGEST_REST);
        assertThat(regions(0, 2)).isEqualTo(100);
        regions(1, 2);
        assertThat(rest()).isEqualTo(Pace.REST);
    }

    @Test
    void shortWaitsCountForNothing() {
        for (int i = 0; i < 10_000; i++) {
            now += 2 * Pace.SHORT;
            pace.add(Pace.SHORT, Pace.SHORT - 1, 2, now);
            assertThat(pace.isWorthAsking(now)).isTrue();
        }
    }

    /** Such as one whose last piece is by far the longest. */
    @Test
    void oneLongRegionIsNoSign() {
        for (int i = 0; i < 8; i++) {
            assertThat(pace.isWorthAsking(now)).isTrue();
            now += 1000 * MILLISECOND;
            pace.add(1000 * MILLISECOND, 900 * MILLISECOND, 2, now);
        }
        assertThat(pace.isWorthAsking(now)).isFalse();
    }

    /** Regions that it had no part in say nothing. */
    @Test
    void restingNothingCounts() {
        regions(0.6, 2);
        pace.add(10 * Pace.WINDOW, 10 * Pace.WINDOW, 2, now);
        assertThat(rest()).isEqualTo(Pace.REST);
    }
}
