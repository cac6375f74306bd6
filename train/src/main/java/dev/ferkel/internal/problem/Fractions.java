package dev.ferkel.internal.problem;

import java.util.List;
import java.util.Map;

/** Percentages, parts of numbers, sums and differences of fractions. */
final class Fractions {
    private static final List<Integer> EASY = List.of(10, 20, 50);
    private static final List<Integer> FAIR = List.of(5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 80);

    private Fractions() {}

    static Draft percent(Draw draw) {
        int percent = draw.level() == 1 ? draw.pick(EASY) : draw.level() < 4 ? draw.pick(FAIR) : draw.between(2, 98);
        int step = 100 / (int) Fraction.divisor(percent, 100);
        int of = step * draw.operand(1, draw.byLevel(100, 200, 1000, 2000, 4000, 8000) / step);
        int part = percent * (of / step) / (100 / step);
        return ofWhole(
                draw,
                "percent",
                of + " " + percent,
                Map.of("p", "" + percent, "n", "" + of),
                new Fraction(percent, 100),
                of,
                part);
    }

    /** A fraction of a whole number. */
    static Draft part(Draw draw) {
        int under = draw.operand(2, draw.byLevel(5, 9, 12, 15, 20, 30));
        int over = draw.between(1, under - 1);
        int of = under * draw.operand(2, draw.byLevel(12, 20, 60, 99, 200, 400));
        Map<String, String> slots =
                Map.of("f", over + "/" + under, "n", "" + of, "name", draw.name(), "item", draw.pick(Words.ITEMS));
        return ofWhole(
                draw, "part", of + " " + over + "/" + under, slots, new Fraction(over, under), of, over * (of / under));
    }

    private static Draft ofWhole(
            Draw draw, String form, String instance, Map<String, String> slots, Fraction fraction, int of, int part) {
        var steps = new Work();
        steps.divide(steps.multiply(of, fraction.over()), fraction.under());
        long guess = draw.slip(part);
        var search = new Work();
        long whole = search.multiply(of, fraction.over());
        search.tried(guess).multiply(guess, fraction.under());
        search.failed(whole).divide(whole, fraction.under());
        return Draft.of(form, instance, slots, "" + part, steps, search);
    }

    /** The sum or difference of two fractions. */
    static Draft fraction(Draw draw) {
        int high = draw.byLevel(9, 9, 9, 15, 20, 30);
        Fraction a = proper(draw, draw.operand(2, high));
        Fraction b = proper(draw, draw.level() < 3 ? (int) a.under() : draw.operand(2, high));
        boolean minus = draw.chance(50) && a.over() * b.under() > b.over() * a.under();
        char sign = minus ? '-' : '+';
        String expression = a + " " + sign + " " + b;

        var steps = new Work();
        Fraction sum = combine(steps, a, b, minus);
        reduce(steps, sum);
        var search = new Work();
        String tops = a.over() + "" + sign + b.over();
        long over = minus ? a.over() - b.over() : a.over() + b.over();
        search.line("Try (" + tops + ")/(" + a.under() + "+" + b.under() + ")=" + over + "/" + (a.under() + b.under())
                + ". Bottoms do not add. Go back.");
        reduce(search, combine(search, a, b, minus));
        return Draft.of(
                "fraction",
                Lists.spaces(List.of(a.under(), b.under(), a.over(), b.over(), sign)),
                Map.of("expression", expression),
                sum.reduced().toString(),
                steps,
                search);
    }

    private static Fraction proper(Draw draw, int under) {
        return new Fraction(draw.between(1, under - 1), under);
    }

    private static Fraction combine(Work work, Fraction a, Fraction b, boolean minus) {
        long left = a.over();
        long right = b.over();
        long under = a.under();
        if (a.under() != b.under()) {
            under = work.multiply(a.under(), b.under());
            left = work.multiply(a.over(), b.under());
            right = work.multiply(b.over(), a.under());
        }
        return new Fraction(minus ? work.subtract(left, right) : work.add(left, right), under);
    }

    /** Divides by the smallest divisors, one after the other. */
    private static void reduce(Work work, Fraction fraction) {
        Fraction now = fraction;
        for (long by = 2; by <= now.under(); by++) {
            while (now.over() % by == 0 && now.under() % by == 0) {
                var next = new Fraction(now.over() / by, now.under() / by);
                work.line(now + "=" + next + " (by " + by + ")");
                now = next;
            }
        }
        if (now.equals(fraction)) {
            work.line(fraction + " is in lowest terms");
        }
    }
}
