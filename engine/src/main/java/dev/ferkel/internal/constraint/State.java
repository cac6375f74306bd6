package dev.ferkel.internal.constraint;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine stands between two bytes. Immutable but for what it remembers; from every state a text that the
 * machine accepts can be reached, as far as that can be known.
 */
public abstract class State {
    /** The tokens that can come, as long as {@link MaskCache} keeps them. */
    @Nullable
    Mask mask;

    /**
     * @param tokens of which trie, by identity
     * @param turn when it was last kept
     */
    record Mask(TokenTrie tokens, long[] bits, long turn) {}

    /** The state after a byte; null if the byte can't come. */
    public abstract @Nullable State next(int b);

    /** Whether the text may end here. */
    public abstract boolean accepts();

    /**
     * Adds the states of which this one stands for any, so that equal ones meet; mostly itself alone.
     *
     * @param seen what other states have added already, in their machine's own words
     */
    public void spread(Set<Object> seen, Collection<State> into) {
        into.add(this);
    }

    /** Whether {@link #walk} finds tokens otherwise than by {@link #next}: then it has to be asked itself. */
    public boolean walksItself() {
        return false;
    }

    /**
     * Marks the tokens below {@code node} that can come, when what leads to the node has been read.
     *
     * @param mask a bit a token
     */
    public void walk(TokenTrie trie, int node, long[] mask) {
        int end = trie.end(node);
        for (int child = node + 1; child < end; child = trie.end(child)) {
            var state = next(trie.key(child));
            if (state != null) {
                trie.mark(child, mask);
                state.walk(trie, child, mask);
            }
        }
    }
}
