package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What a value stands in. Equal frames are the same object. */
abstract class Frame {
    final int depth;
    private final Map<BitSet, State> ended = new HashMap<>();

    Frame(int depth) {
        this.depth = depth;
    }

    /**
     * The state after the value.
     *
     * @param outcome which of the tracked formulas were true of it
     */
    final State ended(BitSet outcome) {
        var state = ended.get(outcome);
        if (state == null) {
            state = end(outcome);
            ended.put(outcome, state);
        }
        return state;
    }

    abstract State end(BitSet outcome);
}
