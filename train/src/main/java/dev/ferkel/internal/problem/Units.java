package dev.ferkel.internal.problem;

import java.util.Map;

/** Lengths, weights, volumes and times in other units. */
final class Units {
    private Units() {}

    static Draft smaller(Draw draw) {
        Unit unit = draw.pick(Unit.ALL);
        int n = draw.operand(2, draw.byLevel(19, 39, 99, 500, 999, 9999));
        var steps = new Work().line(unit.rule());
        long small = steps.multiply(n, unit.factor());
        long guess = unit.factor() % 10 == 0 && unit.factor() > 10 ? small / 10 : draw.slip(small);
        var search = new Work().tried(guess + " " + unit.small()).line(unit.rule());
        search.divide(guess, unit.factor());
        search.failed(n).multiply(n, unit.factor());
        return Draft.of(
                "smaller",
                n + " " + unit.large() + " " + unit.small(),
                Map.of("n", n + " " + unit.large(), "unit", unit.small()),
                small + " " + unit.small(),
                steps,
                search);
    }

    static Draft larger(Draw draw) {
        Unit unit = draw.pick(Unit.ALL);
        int n = draw.operand(2, draw.byLevel(19, 39, 99, 500, 999, 9999));
        int small = n * unit.factor();
        var steps = new Work().line(unit.rule());
        steps.divide(small, unit.factor());
        long guess = draw.slip(n);
        var search = new Work().tried(guess + " " + unit.large()).line(unit.rule());
        search.multiply(guess, unit.factor());
        search.failed(small).divide(small, unit.factor());
        return Draft.of(
                "larger",
                n + " " + unit.small() + " " + unit.large(),
                Map.of("n", small + " " + unit.small(), "unit", unit.large()),
                n + " " + unit.large(),
                steps,
                search);
    }

    /** Two units together, all in the smaller one. */
    static Draft mixed(Draw draw) {
        Unit unit = draw.pick(Unit.ALL);
        int n = draw.operand(2, draw.byLevel(9, 12, 40, 99, 500, 999));
        int m = draw.between(1, unit.factor() - 1);
        var steps = new Work().line(unit.rule());
        long sum = steps.add(steps.multiply(n, unit.factor()), m);
        var search = new Work().tried(n + m + " " + unit.small()).line(unit.rule());
        search.line(n + " " + unit.large() + " are more than " + n + " " + unit.small() + ". Go back.");
        long whole = search.multiply(n, unit.factor());
        search.add(whole, m);
        search.subtract(sum, m);
        search.good();
        return Draft.of(
                "mixed",
                n + " " + m + " " + unit.large() + " " + unit.small(),
                Map.of("n", n + " " + unit.large(), "m", m + " " + unit.small(), "unit", unit.small()),
                sum + " " + unit.small(),
                steps,
                search);
    }
}
