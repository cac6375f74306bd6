package dev.ferkel.internal.problem;

import java.util.List;
import java.util.Map;

/** Which of two is larger. */
final class Comparisons {
    private Comparisons() {}

    static Draft numbers(Draw draw) {
        int low = draw.byLevel(1, 10, 100, 1000, 10_000, 100_000);
        int high = low == 1 ? 30 : low * 10 - 1;
        int a = draw.operand(low, high);
        int b = a;
        while (a == b) {
            b = draw.chance(50) ? draw.operand(low, high) : near(draw, a);
        }
        int larger = Math.max(a, b);
        int smaller = Math.min(a, b);
        var steps = compare(new Work(), larger, smaller);
        var search = new Work().tried(smaller);
        compare(search, larger, smaller).then(", so " + smaller + " is smaller. Go back.");
        search.line("Try " + larger + ", good.");
        return Draft.of(
                "compare", Lists.sorted(List.of(a, b)), Map.of("a", "" + a, "b", "" + b), "" + larger, steps, search);
    }

    /** A number that differs in one digit, or is turned. */
    private static int near(Draw draw, int a) {
        return (int) Math.max(draw.outside() ? a + 1 : 1, draw.outside() ? a + draw.between(1, 20) : draw.slip(a));
    }

    private static Work compare(Work work, int larger, int smaller) {
        String x = "" + larger;
        String y = "" + smaller;
        if (x.length() != y.length()) {
            return work.line(larger + " has " + x.length() + " digits, " + smaller + " has " + y.length());
        }
        int i = 0;
        while (x.charAt(i) == y.charAt(i)) {
            work.line(x.charAt(i) + "=" + y.charAt(i));
            i++;
        }
        return work.line(x.charAt(i) + ">" + y.charAt(i));
    }

    /** By products across. */
    static Draft fractions(Draw draw) {
        int high = draw.byLevel(9, 9, 9, 20, 40, 99);
        Fraction a;
        Fraction b;
        do {
            a = fraction(draw, high);
            b = fraction(draw, high);
        } while (a.over() * b.under() == b.over() * a.under());
        boolean first = a.over() * b.under() > b.over() * a.under();
        Fraction larger = first ? a : b;
        Fraction smaller = first ? b : a;
        var steps = across(new Work(), larger, smaller);
        var search = new Work().tried(smaller);
        across(search, larger, smaller).then(", so " + smaller + " is smaller. Go back.");
        search.line("Try " + larger + ", good.");
        return Draft.of(
                "comparefractions",
                Lists.spaces(List.of(larger.under(), smaller.under(), larger.over(), smaller.over())),
                Map.of("a", a.toString(), "b", b.toString()),
                larger.toString(),
                steps,
                search);
    }

    private static Fraction fraction(Draw draw, int high) {
        int under = draw.operand(3, high);
        return new Fraction(draw.between(1, under - 1), under);
    }

    private static Work across(Work work, Fraction larger, Fraction smaller) {
        long x = work.multiply(larger.over(), smaller.under());
        long y = work.multiply(smaller.over(), larger.under());
        return work.line(x + ">" + y);
    }
}
