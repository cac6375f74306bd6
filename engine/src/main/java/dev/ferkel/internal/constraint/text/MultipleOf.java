package dev.ferkel.internal.constraint.text;

import dev.ferkel.internal.constraint.text.NumberComparison.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Multiples of {@code divisor / 10^places}, written without an exponent.
 *
 * @param rest of the digits so far
 * @param fraction digits after the point that were read, at most {@code places}
 */
record MultipleOf(int divisor, int places, Phase phase, int rest, int fraction) implements Automaton {
    MultipleOf(int divisor, int places) {
        this(divisor, places, Phase.START, 0, 0);
    }

    @Override
    public boolean accepts() {
        long all = rest;
        for (int i = fraction; i < places; i++) {
            all = all * 10 % divisor;
        }
        return all == 0;
    }

    @Override
    public Partition classes() {
        return NumberComparison.CLASSES;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public @Nullable MultipleOf next(int c) {
        if (c == '-') {
            return this;
        }
        if (c == '.') {
            return new MultipleOf(divisor, places, Phase.FRACTION, rest, 0);
        }
        if (c < '0' || c > '9') {
            return null;
        }
        if (fraction == places && phase == Phase.FRACTION) {
            return c == '0' ? this : null;
        }
        int next = (int) ((rest * 10L + c - '0') % divisor);
        return new MultipleOf(divisor, places, phase, next, phase == Phase.FRACTION ? fraction + 1 : 0);
    }
}
