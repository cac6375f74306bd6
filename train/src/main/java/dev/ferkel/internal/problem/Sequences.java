package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The next number of a sequence. */
final class Sequences {
    private Sequences() {}

    static Draft arithmetic(Draw draw) {
        int start = draw.operand(1, draw.byLevel(50, 60, 200, 999, 5000, 9999));
        int step = draw.between(2, draw.byLevel(15, 25, 60, 150, 600, 999));
        boolean down = draw.level() > 1 && draw.chance(30) && start > 5 * step;
        List<Long> terms = sums(start, down ? -step : step, 0, 4);
        var steps = new Work();
        differences(steps, terms.subList(0, 4), down);
        steps.add(terms.get(3), down ? -step : step);
        var search = new Work();
        ratio(search, terms);
        differences(search, terms.subList(0, 4), down);
        search.good();
        search.add(terms.get(3), down ? -step : step);
        return next("arithmetic", terms, steps, search);
    }

    static Draft geometric(Draw draw) {
        int start = draw.operand(1, draw.byLevel(50, 50, 60, 75, 99, 150));
        int ratio = draw.between(2, draw.byLevel(3, 3, 4, 5, 7, 9));
        var terms = new ArrayList<Long>();
        for (long term = start; terms.size() < 5; term *= ratio) {
            terms.add(term);
        }
        var steps = new Work();
        ratios(steps, terms);
        var search = new Work().tried("difference");
        long first = search.subtract(terms.get(1), terms.get(0));
        search.subtract(terms.get(2), terms.get(1));
        search.failed(first).tried("ratio");
        ratios(search, terms);
        return next("geometric", terms, steps, search);
    }

    /** Two steps in turn. */
    static Draft alternating(Draw draw) {
        int start = draw.operand(5, draw.byLevel(20, 20, 50, 200, 500, 999));
        int up = draw.between(3, draw.byLevel(9, 9, 20, 60, 99, 300));
        int down = draw.between(1, up - 1);
        var terms = new ArrayList<Long>();
        for (long term = start; terms.size() < 6; term += terms.size() % 2 == 1 ? up : -down) {
            terms.add(term);
        }
        var steps = new Work();
        turns(steps, terms);
        steps.add(terms.get(4), up);
        var search = new Work().tried("difference");
        search.subtract(terms.get(1), terms.get(0));
        search.then(", then it goes down. Go back.").tried("two in turn");
        turns(search, terms);
        search.good();
        search.add(terms.get(4), up);
        return next("alternating", terms, steps, search);
    }

    /** The differences grow by the same number. */
    static Draft quadratic(Draw draw) {
        int start = draw.operand(1, draw.byLevel(9, 9, 20, 99, 200, 400));
        int step = draw.between(1, draw.byLevel(9, 9, 9, 20, 40, 99));
        int growth = draw.between(1, draw.byLevel(5, 5, 5, 9, 20, 40));
        List<Long> terms = sums(start, step, growth, 4);
        var steps = new Work();
        growing(steps, terms, step, growth);
        var search = new Work().tried("difference");
        search.subtract(terms.get(1), terms.get(0));
        search.subtract(terms.get(2), terms.get(1));
        search.failed(step).tried("growing difference");
        growing(search, terms, step, growth);
        return next("quadratic", terms, steps, search);
    }

    private static List<Long> sums(long start, long step, long growth, int count) {
        var terms = new ArrayList<Long>(List.of(start));
        for (long now = step; terms.size() <= count; now += growth) {
            terms.add(terms.getLast() + now);
        }
        return terms;
    }

    private static void differences(Work work, List<Long> terms, boolean down) {
        for (int i = 1; i < terms.size(); i++) {
            work.subtract(terms.get(down ? i - 1 : i), terms.get(down ? i : i - 1));
        }
    }

    private static void turns(Work work, List<Long> terms) {
        for (int i = 1; i < 5; i++) {
            work.subtract(Math.max(terms.get(i), terms.get(i - 1)), Math.min(terms.get(i), terms.get(i - 1)));
        }
    }

    private static void ratios(Work work, List<Long> terms) {
        for (int i = 1; i < 3; i++) {
            work.divide(terms.get(i), terms.get(i - 1));
        }
        work.multiply(terms.get(3), terms.get(1) / terms.get(0));
    }

    /** A ratio that does not hold. */
    private static void ratio(Work work, List<Long> terms) {
        long a = terms.get(0);
        long b = terms.get(1);
        work.tried("ratio");
        work.line(
                b % a == 0
                        ? b + "/" + a + "=" + b / a + ", " + b + "*" + b / a + "=" + b * (b / a)
                        : b + "=" + a + "*" + b / a + "+" + b % a);
        work.then(b % a == 0 ? ", not " + terms.get(2) + ". Go back." : ", not whole. Go back.");
        work.tried("difference");
    }

    private static void growing(Work work, List<Long> terms, long step, long growth) {
        differences(work, terms.subList(0, 4), false);
        long last = step + 2 * growth;
        work.subtract(step + growth, step);
        work.subtract(last, step + growth);
        work.add(terms.get(3), work.add(last, growth));
    }

    private static Draft next(String form, List<Long> terms, Work steps, Work search) {
        List<Long> shown = terms.subList(0, terms.size() - 1);
        return Draft.of(
                form, Lists.spaces(shown), Map.of("list", Lists.commas(shown)), "" + terms.getLast(), steps, search);
    }
}
