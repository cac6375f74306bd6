package dev.ferkel.internal.constraint;

import dev.ferkel.error.FerkelException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one mask has cost: alternatives, whose number a grammar chooses, are stepped once for each byte, and not without
 * end. It is found through {@link #NOW} while the mask is made.
 */
final class MaskWork {
    static final ScopedValue<MaskWork> NOW = ScopedValue.newInstance();

    /** Steps of single states: a second or so. */
    private static final long MOST = 10_000_000;

    private static final int BYTES = 256;

    private static final class Known {
        final Alternatives state;
        final @Nullable State[] next = new State[BYTES];
        final boolean[] asked = new boolean[BYTES];

        Known(Alternatives state) {
            this.state = state;
        }
    }

    private final Map<Alternatives, Known> known = new HashMap<>();
    private long steps;

    /** What a byte makes of alternatives; equal ones give the same state. */
    @Nullable
    State next(Alternatives from, int b) {
        var entry = known.get(from);
        if (entry == null) {
            spend(BYTES);
            entry = new Known(from);
            known.put(from, entry);
        }
        if (!entry.asked[b]) {
            spend(from.size());
            var next = from.step(b);
            if (next instanceof Alternatives several) {
                spend(several.size());
                var same = known.get(several);
                next = same == null ? several : same.state;
            }
            entry.next[b] = next;
            entry.asked[b] = true;
        }
        return entry.next[b];
    }

    private void spend(int work) {
        steps += work;
        if (steps > MOST) {
            throw FerkelException.of(
                    "the constraint's text can be read in too many ways, such as by parts that repeat and may be "
                            + "empty: write it with fewer alternatives");
        }
    }
}
