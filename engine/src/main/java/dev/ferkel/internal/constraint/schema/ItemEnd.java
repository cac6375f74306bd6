package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.TokenTrie;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Behind an item whose value counts. A walk goes on from here as if it didn't, but not beyond the next item, so that no
 * token has two.
 */
final class ItemEnd extends State {
    private final BitSet outcome;
    private final State loose;
    private final boolean behind;

    /** @param loose what follows, whatever the value was */
    ItemEnd(BitSet outcome, State loose) {
        this(outcome, loose, false);
    }

    private ItemEnd(BitSet outcome, State loose, boolean behind) {
        this.outcome = outcome;
        this.loose = loose;
        this.behind = behind;
    }

    BitSet outcome() {
        return outcome;
    }

    /** Whether the byte that led here is no part of the item. */
    boolean isBehind() {
        return behind;
    }

    @Override
    public @Nullable State next(int b) {
        var next = loose.next(b);
        return next == null ? null : new ItemEnd(outcome, next, true);
    }

    @Override
    public boolean accepts() {
        return false;
    }

    @Override
    public boolean walksItself() {
        return true;
    }

    @Override
    public void walk(TokenTrie trie, int node, long[] mask) {
        loose.walk(trie, node, mask);
    }
}
