package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.Nullable;

/**
 * Compares a number, as it is written, with a bound. Knows plain decimals and numbers with an exponent that have one
 * digit, not zero, before the point; what else is written is not for it to see.
 *
 * @param accepted {@link #LESS}, {@link #EQUAL}, {@link #GREATER} or several
 * @param digits read before the point, at most one more than the bound has
 * @param order of the digits so far and the bound's
 * @param fraction digits read after the point, at most as many as the bound has
 * @param mantissa digits compared with the bound's mantissa
 * @param mantissaOrder of those
 */
record NumberComparison(
        NumberBound bound,
        int accepted,
        Phase phase,
        boolean negative,
        boolean zero,
        int digits,
        int order,
        int fraction,
        int mantissa,
        int mantissaOrder,
        boolean down,
        int exponent)
        implements Automaton {
    static final int LESS = 1;
    static final int EQUAL = 2;
    static final int GREATER = 4;
    /** Exponents beyond count as this. */
    private static final int FAR = 9999;

    enum Phase {
        START,
        WHOLE,
        FRACTION,
        EXPONENT
    }

    static final Partition CLASSES = classesOf("-+.eE0123456789");

    NumberComparison(NumberBound bound, int accepted) {
        this(bound, accepted, Phase.START, false, true, 0, 0, 0, 0, 0, false, 0);
    }

    private static Partition classesOf(String characters) {
        var cut = Partition.WHOLE;
        for (int c : characters.codePoints().toArray()) {
            cut = cut.and(CharSet.of(c).partition());
        }
        return cut;
    }

    @Override
    public Partition classes() {
        return CLASSES;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public @Nullable NumberComparison next(int c) {
        return switch (c) {
            case '-' -> phase == Phase.START ? with(true, zero) : exponentSign(true);
            case '+' -> exponentSign(false);
            case '.' -> inPhase(Phase.FRACTION, wholeOrder(), mantissaOrder);
            case 'e', 'E' ->
                inPhase(
                        Phase.EXPONENT,
                        0,
                        mantissaOrder != 0
                                ? mantissaOrder
                                : mantissa < bound.mantissa().length() ? -1 : 0);
            default -> c < '0' || c > '9' ? null : digit(c - '0');
        };
    }

    private NumberComparison with(boolean minus, boolean nothing) {
        return new NumberComparison(
                bound,
                accepted,
                phase,
                minus,
                nothing,
                digits,
                order,
                fraction,
                mantissa,
                mantissaOrder,
                down,
                exponent);
    }

    private @Nullable NumberComparison exponentSign(boolean minus) {
        return phase == Phase.EXPONENT
                ? new NumberComparison(
                        bound, accepted, phase, negative, zero, 0, 0, 0, 0, mantissaOrder, minus, exponent)
                : null;
    }

    private NumberComparison inPhase(Phase next, int nextOrder, int nextMantissaOrder) {
        return new NumberComparison(
                bound,
                accepted,
                next,
                negative,
                zero,
                next == Phase.FRACTION ? Math.min(2, digits) : 0,
                nextOrder,
                0,
                next == Phase.FRACTION ? mantissa : 0,
                nextMantissaOrder,
                false,
                0);
    }

    private NumberComparison digit(int d) {
        return switch (phase) {
            case START, WHOLE -> wholeDigit(d);
            case FRACTION -> fractionDigit(d);
            case EXPONENT ->
                new NumberComparison(
                        bound,
                        accepted,
                        phase,
                        negative,
                        zero,
                        0,
                        0,
                        0,
                        0,
                        mantissaOrder,
                        down,
                        Math.min(FAR, 10 * exponent + d));
        };
    }

    private NumberComparison wholeDigit(int d) {
        var whole = bound.whole();
        int nextOrder =
                order != 0 || digits >= whole.length() ? order : Integer.signum(d - (whole.charAt(digits) - '0'));
        boolean first = digits == 0;
        return new NumberComparison(
                bound,
                accepted,
                Phase.WHOLE,
                negative,
                zero && d == 0,
                Math.min(digits, whole.length()) + 1,
                nextOrder,
                0,
                first ? 1 : 0,
                first ? mantissaDigit(d, 0, 0) : 0,
                false,
                0);
    }

    private NumberComparison fractionDigit(int d) {
        var other = bound.fraction();
        int nextOrder =
                order != 0 ? order : Integer.signum(d - (fraction < other.length() ? other.charAt(fraction) - '0' : 0));
        boolean counts = digits == 1;
        return new NumberComparison(
                bound,
                accepted,
                phase,
                negative,
                zero && d == 0,
                digits,
                nextOrder,
                nextOrder != 0 ? 0 : Math.min(other.length(), fraction + 1),
                counts ? Math.min(bound.mantissa().length(), mantissa + 1) : 0,
                counts ? mantissaDigit(d, mantissa, mantissaOrder) : 0,
                false,
                0);
    }

    private int mantissaDigit(int d, int at, int sofar) {
        var other = bound.mantissa();
        return sofar != 0 ? sofar : Integer.signum(d - (at < other.length() ? other.charAt(at) - '0' : 0));
    }

    private int wholeOrder() {
        int longer = Integer.compare(digits, bound.whole().length());
        return longer != 0 ? longer : order;
    }

    private int magnitudeOrder() {
        return switch (phase) {
            case START, WHOLE -> wholeOrder() == 0 && !bound.fraction().isEmpty() ? -1 : wholeOrder();
            case FRACTION -> order == 0 && fraction < bound.fraction().length() ? -1 : order;
            case EXPONENT -> {
                int byExponent = Integer.compare(down ? -exponent : exponent, bound.exponent());
                yield bound.sign() == 0 ? 1 : byExponent != 0 ? byExponent : mantissaOrder;
            }
        };
    }

    @Override
    public boolean accepts() {
        int sign = zero ? 0 : negative ? -1 : 1;
        int compared = sign != bound.sign() ? Integer.compare(sign, bound.sign()) : sign * magnitudeOrder();
        return (accepted & (compared < 0 ? LESS : compared > 0 ? GREATER : EQUAL)) != 0;
    }
}
