package dev.ferkel.internal.constraint.text;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Languages of numbers as JSON writes them. Those of values hold for the texts of {@link #normal}, and
 * {@link #multiples} for those of {@link #plain}: elsewhere they say nothing.
 */
public final class Numbers {
    /** Digits and places of bounds, and divisors, beyond which a number isn't compiled. */
    private static final int DIGITS = 400;

    /** Numbers of more characters aren't written out. */
    private static final int WORD = 50;

    private static final int DIVISOR = 1_000_000;

    private final Regexes all;
    private final Regex written;
    private final Regex normal;
    private final Regex plain;
    private final Regex whole;

    public Numbers(Regexes all) {
        this.all = all;
        var patterns = new RegexParser(all);
        whole = patterns.whole("-?(0|[1-9][0-9]*)(\\.0+)?");
        plain = patterns.whole("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
        written = patterns.whole("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
        normal = all.or(plain, patterns.whole("-?[1-9](\\.[0-9]+)?[eE][+-]?[0-9]{1,4}"));
    }

    /** All that JSON allows. */
    public Regex written() {
        return written;
    }

    /** Without an exponent, or with one and one digit before the point. */
    public Regex normal() {
        return normal;
    }

    /** Without an exponent. */
    public Regex plain() {
        return plain;
    }

    /** Whether a bound is small enough to be compiled. */
    public static boolean isReasonable(BigDecimal bound) {
        return bound.precision() <= DIGITS && Math.abs(bound.scale()) <= DIGITS;
    }

    public Regex less(BigDecimal bound) {
        return compared(bound, NumberComparison.LESS);
    }

    public Regex equal(BigDecimal bound) {
        var text = bound.stripTrailingZeros().toPlainString();
        if (bound.signum() == 0 || text.length() > WORD) {
            return compared(bound, NumberComparison.EQUAL);
        }
        var zeros = all.repeat(all.chars(CharSet.of('0')), text.indexOf('.') < 0 ? 1 : 0, Regexes.INFINITE);
        return text.indexOf('.') < 0
                ? all.seq(all.literal(text), all.or(all.empty(), all.seq(all.literal("."), zeros)))
                : all.seq(all.literal(text), zeros);
    }

    public Regex greater(BigDecimal bound) {
        return compared(bound, NumberComparison.GREATER);
    }

    public Regex atLeast(BigDecimal bound) {
        return compared(bound, NumberComparison.GREATER | NumberComparison.EQUAL);
    }

    public Regex atMost(BigDecimal bound) {
        return compared(bound, NumberComparison.LESS | NumberComparison.EQUAL);
    }

    private Regex compared(BigDecimal bound, int accepted) {
        return all.automaton(new NumberComparison(NumberBound.of(bound), accepted));
    }

    /** By value, of {@link #plain} ones: 3.0 is whole. */
    public Regex whole() {
        return whole;
    }

    /** Empty if the divisor has too many digits. */
    public Optional<Regex> multiples(BigDecimal divisor) {
        var plainDivisor = divisor.stripTrailingZeros();
        int places = Math.max(0, plainDivisor.scale());
        var scaled = plainDivisor.scaleByPowerOfTen(places);
        return places > DIGITS || scaled.compareTo(BigDecimal.valueOf(DIVISOR)) > 0
                ? Optional.empty()
                : Optional.of(all.automaton(new MultipleOf(scaled.intValueExact(), places)));
    }
}
