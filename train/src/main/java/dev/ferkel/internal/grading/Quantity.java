package dev.ferkel.internal.grading;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number and what is counted; the unit is empty when there is none. */
record Quantity(Rational number, String unit) {
    private static final Pattern UNIT =
            Pattern.compile("(.*?[\\d.})]) ?(%|percent|[a-z]++(?: [a-z]++){0,3}(?: ?\\^ ?\\{?\\d\\}?)?)");

    static Optional<Quantity> parse(String text) {
        Optional<Rational> bare = NumberText.parse(text);
        if (bare.isPresent()) {
            return bare.map(n -> new Quantity(n, ""));
        }
        Matcher matcher = UNIT.matcher(text);
        return matcher.matches()
                ? NumberText.parse(matcher.group(1))
                        .map(n -> new Quantity(n, matcher.group(2).replaceAll("[ {}]", "")))
                : Optional.empty();
    }

    /** Whether both are the same amount; where one has no unit, it is meant to have the other's. */
    boolean same(Quantity other) {
        if (unit.isEmpty() || other.unit.isEmpty() || unit.equals(other.unit)) {
            return number.equals(other.number) || scaledPercent().equals(other.scaledPercent());
        }
        Optional<Measure> a = Measure.of(unit);
        Optional<Measure> b = Measure.of(other.unit);
        return a.isPresent()
                && b.isPresent()
                && a.get().dimension().equals(b.get().dimension())
                && number.times(a.get().factor())
                        .equals(other.number.times(b.get().factor()));
    }

    /** 50% is also one half. */
    private Rational scaledPercent() {
        return Measure.of(unit)
                .filter(m -> m.dimension().equals("ratio"))
                .map(m -> number.times(m.factor()))
                .orElse(number);
    }
}
