package dev.ferkel.internal.constraint;

import org.jspecify.annotations.Nullable;

/** One text. */
final class LiteralMachine implements Machine {
    private final byte[] text;

    LiteralMachine(byte[] text) {
        this.text = text;
    }

    @Override
    public State start(State follow) {
        var state = follow;
        for (int i = text.length - 1; i >= 0; i--) {
            state = new Before(text[i] & 0xff, state);
        }
        return state;
    }

    private static final class Before extends State {
        private final int key;
        private final State then;

        Before(int key, State then) {
            this.key = key;
            this.then = then;
        }

        @Override
        public @Nullable State next(int b) {
            return b == key ? then : null;
        }

        @Override
        public boolean accepts() {
            return false;
        }
    }
}
