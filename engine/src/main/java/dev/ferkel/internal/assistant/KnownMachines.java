package dev.ferkel.internal.assistant;

import dev.ferkel.internal.constraint.Machine;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.function.Supplier;

/**
 * Machines that were asked for lately, with the masks that they found: a program sends the same schema again and again.
 * They go when memory is short. Safe for several threads.
 *
 * @param <K> what a machine follows from
 */
final class KnownMachines<K> {
    static final int MOST = 64;

    /** Machines grow with the texts that they read: after so many answers one begins anew. */
    static final int USES = 256;

    private static final class Kept {
        final SoftReference<Machine> machine;
        int uses = 1;

        Kept(Machine machine) {
            this.machine = new SoftReference<>(machine);
        }
    }

    /** The one that was used longest ago comes first. */
    private final LinkedHashMap<K, Kept> kept = new LinkedHashMap<>(MOST, 0.75f, true);

    Machine of(K key, Supplier<Machine> make) {
        synchronized (this) {
            var known = kept.get(key);
            var machine = known == null || known.uses++ >= USES ? null : known.machine.get();
            if (machine != null) {
                return machine;
            }
        }
        // compiled outside of the lock: a large schema is not to hold up the others
        var machine = make.get();
        synchronized (this) {
            kept.put(key, new Kept(machine));
            if (kept.size() > MOST) {
                kept.pollFirstEntry();
            }
        }
        return machine;
    }

    synchronized void forget(K key) {
        kept.remove(key);
    }
}
