package dev.ferkel.internal.grading;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Numbers as they are written: whole, decimal, with thousands set apart, fractions, mixed, times a power of ten. */
final class NumberText {
    private static final int MAX_DIGITS = 1000;
    private static final int MAX_EXPONENT = 400;

    private static final String DECIMAL = "(?:\\d{1,3}(?:,\\d{3})++(?:\\.\\d*+)?|\\d++(?:\\.\\d*+)?|\\.\\d++)";
    private static final Pattern PLAIN =
            Pattern.compile("(" + DECIMAL + ")(?: ?(?:e|\\* ?10 ?\\^) ?(?:\\{ ?)?([+-]?\\d{1,6})(?: ?\\})?)?");
    private static final Pattern POWER = Pattern.compile("10 ?\\^ ?(?:\\{ ?)?([+-]?\\d{1,6})(?: ?\\})?");
    private static final Pattern FRACTION = Pattern.compile("(" + DECIMAL + ") ?/ ?(-?" + DECIMAL + ")");
    private static final Pattern LATEX_FRACTION = Pattern.compile(
            "\\\\frac ?(?:\\{ ?(-?" + DECIMAL + ") ?\\}|(\\d)) ?(?:\\{ ?(-?" + DECIMAL + ") ?\\}|(\\d))");
    private static final Pattern MIXED = Pattern.compile("(\\d++)(?: ?(\\\\frac.++)| (\\d++ ?/ ?\\d++))");

    private NumberText() {}

    /** The number that all of a normalised text is. */
    static Optional<Rational> parse(String text) {
        String number = text.strip();
        if (number.isEmpty() || number.length() > MAX_DIGITS) {
            return Optional.empty();
        }
        char sign = number.charAt(0);
        if (sign == '-' || sign == '+') {
            Optional<Rational> value = unsigned(number.substring(1).strip());
            return sign == '-' ? value.map(Rational::negate) : value;
        }
        return unsigned(number);
    }

    private static Optional<Rational> unsigned(String text) {
        Matcher mixed = MIXED.matcher(text);
        if (mixed.matches()) {
            Optional<Rational> part = simple(mixed.group(2) != null ? mixed.group(2) : mixed.group(3));
            return part.map(p -> decimal(mixed.group(1)).plus(p));
        }
        return simple(text);
    }

    private static Optional<Rational> simple(String text) {
        Matcher plain = PLAIN.matcher(text);
        if (plain.matches()) {
            return plain.group(2) == null
                    ? Optional.of(decimal(plain.group(1)))
                    : power(plain.group(2)).map(decimal(plain.group(1))::times);
        }
        Matcher power = POWER.matcher(text);
        if (power.matches()) {
            return power(power.group(1));
        }
        Matcher fraction = FRACTION.matcher(text);
        if (fraction.matches()) {
            return Quotient.of(fraction).value();
        }
        Matcher latex = LATEX_FRACTION.matcher(text);
        return latex.matches() ? Quotient.ofLatex(latex).value() : Optional.empty();
    }

    /** The fractions in a normalised text. */
    static Stream<Quotient> quotients(String text) {
        return Stream.concat(
                FRACTION.matcher(text).results().map(Quotient::of),
                LATEX_FRACTION.matcher(text).results().map(Quotient::ofLatex));
    }

    /** A fraction's two numbers, as they are written. */
    record Quotient(String over, String under) {
        private static Quotient of(MatchResult found) {
            return new Quotient(found.group(1), found.group(2));
        }

        private static Quotient ofLatex(MatchResult found) {
            return new Quotient(
                    found.group(1) != null ? found.group(1) : found.group(2),
                    found.group(3) != null ? found.group(3) : found.group(4));
        }

        private Optional<Rational> value() {
            Rational divisor = decimal(under);
            return divisor.isZero()
                    ? Optional.empty()
                    : Optional.of(decimal(over).dividedBy(divisor));
        }
    }

    private static Optional<Rational> power(String exponent) {
        int n = Integer.parseInt(exponent);
        if (Math.abs(n) > MAX_EXPONENT) {
            return Optional.empty();
        }
        var power = new Rational(BigInteger.TEN.pow(Math.abs(n)), BigInteger.ONE);
        return Optional.of(n < 0 ? Rational.of(1).dividedBy(power) : power);
    }

    private static Rational decimal(String text) {
        String digits = text.replace(",", "");
        int point = digits.indexOf('.');
        int places = point < 0 ? 0 : digits.length() - point - 1;
        return new Rational(new BigInteger(digits.replace(".", "")), BigInteger.TEN.pow(places));
    }
}
