package dev.ferkel.internal.constraint;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The masks of the states that were met last. Safe for several threads, as long as each state is met by one. Memory of old
 * masks is used again, since to collect it costs more than it holds: what {@link #of} gives is good until half as many
 * others as are kept were made, many a step's.
 */
final class MaskCache {
    /** 16 KB each for a vocabulary of 129,000. */
    private static final int STATES = 2048;

    private final TokenTrie trie;
    private final Set<Integer> endIds;
    private final @Nullable State[] kept = new State[STATES];
    private final ArrayDeque<long[]> spare = new ArrayDeque<>();
    private long turn;

    MaskCache(TokenTrie trie, Set<Integer> endIds) {
        this.trie = trie;
        this.endIds = endIds;
    }

    long[] of(State state) {
        var known = known(state);
        if (known != null) {
            return known;
        }
        var bits = cleared();
        ScopedValue.where(MaskWork.NOW, new MaskWork()).run(() -> state.walk(trie, 0, bits));
        boolean accepts = state.accepts();
        for (int id : endIds) {
            if (accepts) {
                bits[id >> 6] |= 1L << id;
            } else {
                bits[id >> 6] &= ~(1L << id);
            }
        }
        keep(state, bits);
        return bits;
    }

    private synchronized long @Nullable [] known(State state) {
        var mask = state.mask;
        if (mask == null || mask.tokens() != trie) {
            return null;
        }
        if (turn - mask.turn() > STATES / 2) {
            kept[(int) (mask.turn() % STATES)] = null;
            keep(state, mask.bits());
        }
        return mask.bits();
    }

    private long[] cleared() {
        long[] bits;
        synchronized (this) {
            bits = spare.poll();
        }
        if (bits == null) {
            return new long[trie.words()];
        }
        Arrays.fill(bits, 0);
        return bits;
    }

    /** The state that was kept longest has to go. */
    private synchronized void keep(State state, long[] bits) {
        int slot = (int) (turn % STATES);
        var old = kept[slot];
        var mask = old == null ? null : old.mask;
        // a state that several threads or tries share can have been kept again since
        if (old != null && mask != null && mask.tokens() == trie && mask.turn() == turn - STATES) {
            old.mask = null;
            spare.add(mask.bits());
        }
        kept[slot] = state;
        state.mask = new State.Mask(trie, bits, turn++);
    }
}
