package dev.ferkel.internal.constraint;

import org.jspecify.annotations.Nullable;

/** Nothing can come any more. */
final class End extends State {
    static final State INSTANCE = new End();

    private End() {}

    @Override
    public @Nullable State next(int b) {
        return null;
    }

    @Override
    public boolean accepts() {
        return true;
    }
}
