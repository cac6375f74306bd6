package dev.ferkel.internal.constraint;

import org.jspecify.annotations.Nullable;

/** Before a text that a few line ends may go before. */
final class LineEnds extends State {
    private final State then;
    private final int most;
    private @Nullable State next;

    LineEnds(State then, int most) {
        this.then = then;
        this.most = most;
    }

    @Override
    public @Nullable State next(int b) {
        if (b != '\n' || most == 0) {
            return then.next(b);
        }
        if (next == null) {
            next = new LineEnds(then, most - 1);
        }
        return next;
    }

    @Override
    public boolean accepts() {
        return then.accepts();
    }
}
