package dev.ferkel.internal.constraint;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The masks of the states that were met last. Safe for several threads, as long as each state is met by one. */
final class MaskCache {
    /** 16 KB each for a vocabulary of 129,000. */
    private static final int STATES = 2048;

    private final TokenTrie trie;
    private final Set<Integer> endIds;
    private final @Nullable State[] kept = new State[STATES];
    private int next;

    MaskCache(TokenTrie trie, Set<Integer> endIds) {
        this.trie = trie;
        this.endIds = endIds;
    }

    long[] of(State state) {
        var known = state.mask;
        if (known != null && known.tokens() == trie) {
            return known.bits();
        }
        var bits = new long[trie.words()];
        state.walk(trie, 0, bits);
        boolean accepts = state.accepts();
        for (int id : endIds) {
            if (accepts) {
                bits[id >> 6] |= 1L << id;
            } else {
                bits[id >> 6] &= ~(1L << id);
            }
        }
        state.mask = new State.Mask(trie, bits);
        keep(state);
        return bits;
    }

    private synchronized void keep(State state) {
        var old = kept[next];
        if (old != null) {
            old.mask = null;
        }
        kept[next] = state;
        next = (next + 1) % STATES;
    }
}
