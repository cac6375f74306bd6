package dev.ferkel.internal.grading;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number and what is counted; the unit is empty when there is none. */
record Quantity(Rational number, String unit) {
    private static final Pattern UNIT =
            Pattern.compile("(.*?[\\d.})]) ?(%|percent|[a-z]++(?: [a-z]++){0,3}(?: ?\\^ ?\\{?\\d\\}?)?)");

    /** What follows a number and makes another of it. */
    private static final Pattern NO_UNIT = Pattern.compile("[a-z]|pi|.*sqrt.*");

    /** Words that do the same. */
    private static final Pattern NUMBER_WORDS =
            Pattern.compile("\\b(?:or|not|dozens?|(?:hundred|thousand|million|billion)(?:s|ths?)?)\\b");

    static Optional<Quantity> parse(String text) {
        Optional<Rational> bare = NumberText.parse(text);
        if (bare.isPresent()) {
            return bare.map(n -> new Quantity(n, ""));
        }
        Matcher matcher = UNIT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2).replaceAll("[ {}]", "");
        boolean counts = Measure.of(unit).isPresent()
                || !NO_UNIT.matcher(unit).matches()
                        && !NUMBER_WORDS.matcher(matcher.group(2)).find();
        return counts ? NumberText.parse(matcher.group(1)).map(n -> new Quantity(n, unit)) : Optional.empty();
    }

    /** Whether both are the same amount; where one has no unit, it is meant to have the other's. */
    boolean same(Quantity other) {
        return sameInUnit(other) || inBase().isPresent() && inBase().equals(other.inBase());
    }

    /** Whether both are the same number of the same unit, whatever its name. */
    boolean sameInUnit(Quantity other) {
        boolean alike = unit.isEmpty() || other.unit.isEmpty() || unit.equals(other.unit);
        Optional<Measure> measure = Measure.of(unit);
        boolean sameMeasure = measure.isPresent() && measure.equals(Measure.of(other.unit));
        return (alike || sameMeasure) && number.equals(other.number);
    }

    /** A bare number is a ratio: 50% is one half. */
    private Optional<Measure> inBase() {
        Optional<Measure> measure = unit.isEmpty() ? Optional.of(Measure.RATIO) : Measure.of(unit);
        return measure.map(m -> new Measure(m.dimension(), m.factor().times(number)));
    }
}
