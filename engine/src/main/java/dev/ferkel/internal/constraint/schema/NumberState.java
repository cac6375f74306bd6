package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.State;
import dev.ferkel.internal.constraint.text.TextState;
import org.jspecify.annotations.Nullable;

/** Inside a number, which ends where something else begins. */
final class NumberState extends State {
    private final Values values;
    private final Frame frame;
    private final TextState text;

    NumberState(Values values, Frame frame, TextState text) {
        this.values = values;
        this.frame = frame;
        this.text = text;
    }

    @Override
    public @Nullable State next(int b) {
        var next = text.next(b);
        if (next != null) {
            return values.number(frame, next);
        }
        var end = end();
        return end == null ? null : end.next(b);
    }

    @Override
    public boolean accepts() {
        var end = end();
        return end != null && end.accepts();
    }

    private @Nullable State end() {
        return text.accepts() ? frame.ended(text.outcome()) : null;
    }
}
