package dev.ferkel.internal.constraint.text;

import dev.ferkel.internal.constraint.text.NumberComparison.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Numbers without a fraction, by value: 3, 3.0 and 3e2 are. For numbers written as in {@link NumberComparison}.
 *
 * @param fraction digits after the point, without zeros at the end
 * @param zeros after those
 */
record WholeNumber(Phase phase, int fraction, int zeros, boolean down, int exponent) implements Automaton {
    /** Longer fractions aren't taken for a whole number with an exponent. */
    private static final int DIGITS = 20;

    WholeNumber() {
        this(Phase.START, 0, 0, false, 0);
    }

    @Override
    public boolean accepts() {
        return phase == Phase.EXPONENT ? !down && exponent >= fraction : fraction == 0;
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
    public @Nullable WholeNumber next(int c) {
        return switch (c) {
            case '.' -> new WholeNumber(Phase.FRACTION, 0, 0, false, 0);
            case 'e', 'E' -> new WholeNumber(Phase.EXPONENT, fraction, 0, false, 0);
            case '-' -> new WholeNumber(phase, fraction, zeros, true, exponent);
            case '+' -> this;
            default -> c < '0' || c > '9' ? null : digit(c - '0');
        };
    }

    private @Nullable WholeNumber digit(int d) {
        if (phase == Phase.EXPONENT) {
            return new WholeNumber(phase, fraction, 0, down, Math.min(DIGITS, 10 * exponent + d));
        }
        if (phase != Phase.FRACTION) {
            return this;
        }
        if (d == 0) {
            return new WholeNumber(phase, fraction, Math.min(DIGITS, zeros + 1), down, 0);
        }
        int longer = fraction + zeros + 1;
        return longer > DIGITS ? null : new WholeNumber(phase, longer, 0, down, 0);
    }
}
