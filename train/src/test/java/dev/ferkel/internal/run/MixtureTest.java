package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.rows.Shuffle;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureTest {
    /** Each number once, in another order for another seed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7, 16, 17, 100, 1024, 4097})
    void everyNumberOnce(long n) {
        var seen = new HashSet<Long>();
        long moved = 0;
        for (long i = 0; i < n; i++) {
            long at = new Shuffle(n, 3).at(i);
            assertThat(at).isBetween(0L, n - 1);
            assertThat(seen.add(at)).isTrue();
            moved += at == new Shuffle(n, 4).at(i) ? 0 : 1;
        }
        assertThat(moved).isGreaterThanOrEqualTo(n > 16 ? n / 2 : 0);
    }

    /** A source has its share of each period, and none of its documents is left out or comes twice. */
    @Test
    void shares() {
        var mixture = new Mixture(new double[] {3, 0, 1, 1e-9}, 8);
        var counts = new long[4];
        var seen = new HashSet<Mixture.Place>();
        for (long index = 0; index < 3 * Mixture.PERIOD; index++) {
            var place = mixture.place(index);
            counts[place.source()]++;
            assertThat(seen.add(place)).isTrue();
            if ((index + 1) % Mixture.PERIOD == 0) {
                long periods = (index + 1) / Mixture.PERIOD;
                assertThat(counts).containsExactly(768 * periods, 0, 255 * periods, periods);
                assertThat(seen).allMatch(p -> p.number() < counts[p.source()]);
            }
        }
    }

    @Test
    void oneSourceIsTakenAsItIs() {
        assertThat(new Mixture(new double[] {5}, 8).place(12345)).isEqualTo(new Mixture.Place(0, 12345));
    }
}
