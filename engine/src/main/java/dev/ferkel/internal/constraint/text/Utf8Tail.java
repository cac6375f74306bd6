package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.Nullable;

/** Inside a character all of whose endings lead to the same state. */
final class Utf8Tail extends TextState {
    private final WholeText target;
    private final int rest;

    Utf8Tail(WholeText target, int rest) {
        this.target = target;
        this.rest = rest;
    }

    @Override
    public @Nullable TextState next(int b) {
        return (b & 0xc0) != 0x80 ? null : rest == 1 ? target : target.tail(rest - 1);
    }
}
