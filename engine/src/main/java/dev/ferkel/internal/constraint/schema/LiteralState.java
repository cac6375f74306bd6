package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Inside {@code null}, {@code true} or {@code false}. */
final class LiteralState extends State {
    private final String text;
    private final int read;
    private final Frame frame;
    private final BitSet outcome;
    private @Nullable State next;

    LiteralState(String text, int read, Frame frame, BitSet outcome) {
        this.text = text;
        this.read = read;
        this.frame = frame;
        this.outcome = outcome;
    }

    @Override
    public @Nullable State next(int b) {
        if (b != text.charAt(read)) {
            return null;
        }
        if (next == null) {
            next = read + 1 == text.length() ? frame.ended(outcome) : new LiteralState(text, read + 1, frame, outcome);
        }
        return next;
    }

    @Override
    public boolean accepts() {
        return false;
    }
}
