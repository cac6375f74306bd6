package dev.ferkel.internal.problem;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Sums, differences and stories of them. */
final class Sums {
    private Sums() {}

    static Draft sum(Draw draw) {
        int count = draw.byLevel(2, 2, 2, 2, 3, 3);
        List<Integer> terms = draw.operands(count, 1, draw.byLevel(20, 99, 999, 9999, 999, 9999));
        var steps = new Work();
        var search = new Work();
        long before = terms.getFirst();
        for (int term : terms.subList(1, count - 1)) {
            search.add(before, term);
            before = steps.add(before, term);
        }
        int last = terms.getLast();
        long sum = steps.add(before, last);
        long guess = draw.slip(sum);
        search.tried(guess).subtract(guess, last);
        search.failed(before).add(before, last);
        search.subtract(sum, last);
        search.good();
        String expression = terms.stream().map(String::valueOf).collect(Collectors.joining(" + "));
        return Draft.of("sum", Lists.sorted(terms), Lists.slots(expression, terms), "" + sum, steps, search);
    }

    static Draft difference(Draw draw) {
        int high = draw.byLevel(20, 99, 999, 9999, 99999, 999999);
        int x = draw.operand(1, high);
        int y = draw.operand(1, high);
        boolean negative = draw.level() > 2 && draw.chance(20);
        int a = negative ? Math.min(x, y) : Math.max(x, y);
        int b = x + y - a;
        var steps = new Work();
        long difference = steps.subtract(a, b);
        long guess = difference < 0 ? -draw.slip(-difference) : draw.slip(difference);
        var search = new Work().tried(guess);
        search.add(guess, b);
        search.failed(a).subtract(a, b);
        search.add(difference, b);
        search.good();
        return Draft.of(
                "difference",
                a + " " + b,
                Map.of("expression", a + " - " + b, "a", "" + a, "b", "" + b),
                "" + difference,
                steps,
                search);
    }

    /** Somebody has a, gets b and gives c away. */
    static Draft story(Draw draw) {
        int high = draw.byLevel(9, 50, 500, 5000, 50000, 500000);
        int a = draw.operand(1, high);
        int b = draw.operand(1, high);
        int c = draw.between(1, a + b - 1);
        var steps = new Work();
        long left = steps.subtract(steps.add(a, b), c);
        long guess = draw.slip(left);
        var search = new Work();
        search.add(a, b);
        search.tried(guess).add(guess, c);
        search.failed(a + b).subtract(a + b, c);
        List<String> names = draw.names(2);
        return Draft.of(
                "story",
                a + " " + b + " " + c,
                Map.of(
                        "a",
                        "" + a,
                        "b",
                        "" + b,
                        "c",
                        "" + c,
                        "name",
                        names.getFirst(),
                        "other",
                        names.getLast(),
                        "item",
                        draw.pick(Words.ITEMS)),
                "" + left,
                steps,
                search);
    }
}
