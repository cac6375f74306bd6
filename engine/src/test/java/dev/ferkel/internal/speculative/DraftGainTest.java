package dev.ferkel.internal.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** One answer on a machine whose costs are known: what is drafted is what the arithmetic says. */
class DraftGainTest {
    private static final int MOST = 4;
    private static final int STEPS = 2000;

    /** Costs in nanoseconds. */
    private record Machine(long plain, long row, long draft, double acceptance) {
        long verify(int drafted) {
            return plain + row * drafted;
        }

        double rate(int drafted) {
            return DraftGain.expected(acceptance, drafted) / (verify(drafted) + draft * drafted);
        }
    }

    /** Tokens drafted in each step; the first steps cost {@code coldness} times as much. */
    private static int[] run(Machine machine, int coldSteps, long coldness) {
        var gain = new DraftGain();
        var drafted = new int[STEPS];
        int rest = 0;
        int draftedSteps = 0;
        int count = 0;
        for (int step = 0; step < STEPS; step++) {
            drafted[step] = count;
            gain.measured(1 + count, machine.verify(count));
            count = 0;
            if (rest-- > 0) {
                continue;
            }
            rest = 0;
            count = gain.best(machine.acceptance(), 1, MOST);
            if (count == 0) {
                rest = gain.rest(1);
            } else {
                gain.drafted(count, count * machine.draft() * (draftedSteps++ < coldSteps ? coldness : 1));
            }
        }
        return drafted;
    }

    private static int mostUsed(int[] drafted) {
        var counts = new int[MOST + 1];
        for (int i = STEPS / 2; i < STEPS; i++) {
            counts[drafted[i]]++;
        }
        int best = 0;
        for (int k = 1; k <= MOST; k++) {
            best = counts[k] > counts[best] ? k : best;
        }
        return best;
    }

    /** As good as the best number, to the few percent below which a change isn't made. */
    private static void isBest(Machine machine, int[] drafted) {
        double best = 0;
        for (int k = 0; k <= MOST; k++) {
            best = Math.max(best, machine.rate(k));
        }
        assertThat(machine.rate(mostUsed(drafted))).as("%s", machine).isGreaterThan(0.96 * best);
    }

    @Test
    void asMuchAsPays() {
        for (var machine : new Machine[] {
            new Machine(1000, 50, 50, 0.95),
            new Machine(1000, 300, 100, 0.7),
            new Machine(1000, 50, 600, 0.9),
            new Machine(1000, 900, 10, 0.7)
        }) {
            isBest(machine, run(machine, 0, 1));
        }
    }

    /** Code that isn't compiled yet says nothing about later. */
    @Test
    void aSlowBeginningIsNotForEver() {
        var machine = new Machine(1000, 50, 100, 0.9);
        isBest(machine, run(machine, 3, 100));
    }

    @Test
    void whatDoesNotPayIsTriedNowAndThen() {
        long tries = Arrays.stream(run(new Machine(1000, 900, 900, 0.6), 0, 1))
                .filter(d -> d > 0)
                .count();
        assertThat(tries).isBetween(1L, STEPS / 40L);
    }
}
