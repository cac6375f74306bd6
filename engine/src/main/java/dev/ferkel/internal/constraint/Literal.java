package dev.ferkel.internal.constraint;

import org.jspecify.annotations.Nullable;

/** Inside a text that is given. */
final class Literal extends State {
    private final byte[] text;
    private final int at;
    private final State follow;
    private @Nullable State next;

    Literal(byte[] text, int at, State follow) {
        this.text = text;
        this.at = at;
        this.follow = follow;
    }

    @Override
    public @Nullable State next(int b) {
        if (b != (text[at] & 0xff)) {
            return null;
        }
        if (next == null) {
            next = at + 1 == text.length ? follow : new Literal(text, at + 1, follow);
        }
        return next;
    }

    @Override
    public boolean accepts() {
        return false;
    }
}
