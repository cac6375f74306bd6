package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import org.jspecify.annotations.Nullable;

/**
 * Where whitespace may stand: nothing, one space, or a line's end with an indent, as JSON is usually written. Without a
 * bound a model could go on with it forever.
 */
abstract class Structural extends State {
    private static final int INDENT = 128;

    /** After so much whitespace; 0 is the single space, n the line's end with n - 1 characters. */
    private final @Nullable State[] spaces = new State[INDENT + 2];

    /** After a byte that is no whitespace. */
    abstract @Nullable State token(int b);

    @Override
    public final @Nullable State next(int b) {
        return switch (b) {
            case ' ' -> space(0);
            case '\n' -> space(1);
            default -> token(b);
        };
    }

    @Override
    public boolean accepts() {
        return false;
    }

    private State space(int count) {
        var state = spaces[count];
        if (state == null) {
            state = new Space(this, count);
            spaces[count] = state;
        }
        return state;
    }

    private static final class Space extends State {
        private final Structural of;
        private final int count;

        Space(Structural of, int count) {
            this.of = of;
            this.count = count;
        }

        @Override
        public @Nullable State next(int b) {
            boolean indents = b == ' ' || b == '\t';
            return indents || b == '\n'
                    ? indents && count > 0 && count <= INDENT ? of.space(count + 1) : null
                    : of.token(b);
        }

        @Override
        public boolean accepts() {
            return false;
        }
    }
}
