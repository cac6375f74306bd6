package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a value stands in. Equal frames are the same object. */
abstract class Frame {
    final int depth;
    private final Map<BitSet, @Nullable State> ended = new HashMap<>();

    Frame(int depth) {
        this.depth = depth;
    }

    /**
     * The state after the value.
     *
     * @param outcome which of the tracked formulas were true of it
     */
    final @Nullable State ended(BitSet outcome) {
        var state = ended.get(outcome);
        if (state == null && !ended.containsKey(outcome)) {
            state = end(outcome);
            ended.put(outcome, state);
        }
        return state;
    }

    /** Null if the value can't end. */
    abstract @Nullable State end(BitSet outcome);
}
