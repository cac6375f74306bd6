package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import java.util.BitSet;

/** Around the outermost value. */
final class Root extends Frame {
    private final State follow;

    Root(State follow) {
        super(0);
        this.follow = follow;
    }

    @Override
    State end(BitSet outcome) {
        return follow;
    }
}
