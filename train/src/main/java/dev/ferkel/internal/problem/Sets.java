package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What two sets of numbers have in common. */
final class Sets {
    /** Up to this size the second set is gone through number by number, which is easier than to look it up. */
    private static final int SPELLED = 4;

    private Sets() {}

    private record Pair(List<Integer> a, List<Integer> b, List<Integer> both) {}

    /** How many numbers of one set are in the other. */
    static Draft members(Draw draw) {
        Pair pair = pair(draw);
        int count = pair.both().size();
        var steps = new Work();
        int found = walk(steps, pair);
        steps.line(found + " in both");
        int guess = draw.chance(50) ? count + 1 : count - 1;
        var search = new Work().tried(guess);
        walk(search, pair);
        search.line(count + " in both").failed(guess).line("Try " + count + ", good.");
        return draft("members", pair, "" + count, steps, search);
    }

    /** Which ones. */
    static Draft common(Draw draw) {
        Pair pair = pair(draw);
        var steps = new Work();
        walk(steps, pair);
        List<Integer> wrong = new ArrayList<>(pair.both());
        int odd =
                pair.a().stream().filter(n -> !pair.b().contains(n)).findFirst().orElse(0);
        wrong.add(odd);
        wrong.sort(null);
        var search = new Work().tried(Lists.commas(wrong));
        for (int n : wrong.subList(0, wrong.indexOf(odd))) {
            search.line(n + " yes");
        }
        search.line(odd + " no, not in the second. Go back.");
        walk(search, pair);
        return draft("common", pair, Lists.commas(pair.both()), steps, search);
    }

    private static Draft draft(String form, Pair pair, String answer, Work steps, Work search) {
        Map<String, String> slots = Map.of("a", set(pair.a()), "b", set(pair.b()));
        return Draft.of(form, Lists.spaces(pair.a()) + " / " + Lists.sorted(pair.b()), slots, answer, steps, search);
    }

    private static String set(List<Integer> numbers) {
        return "{" + Lists.commas(numbers) + "}";
    }

    private static int walk(Work work, Pair pair) {
        int found = 0;
        for (int n : pair.a()) {
            int at = pair.b().indexOf(n);
            found += at >= 0 ? 1 : 0;
            work.line(n + (pair.b().size() > SPELLED ? "" : ": " + Lists.spaces(seen(pair.b(), at))));
            work.then(at >= 0 ? " yes" : " no");
        }
        return found;
    }

    /** What one has looked at when a number is found at a position, or not at all. */
    private static List<Integer> seen(List<Integer> numbers, int at) {
        return at < 0 ? numbers : numbers.subList(0, at + 1);
    }

    /** The first set in order, the second not; they share one to all but one. */
    private static Pair pair(Draw draw) {
        int size = draw.byLevel(3, 4, 5, 6, 8, 9);
        List<Integer> pool = draw.distinct(2 * size - 1, 1, draw.byLevel(20, 30, 50, 99, 300, 999));
        int shared = draw.between(1, size - 1);
        List<Integer> a = pool.subList(0, size).stream().sorted().toList();
        List<Integer> both =
                draw.shuffled(a).subList(0, shared).stream().sorted().toList();
        List<Integer> b = Stream.concat(both.stream(), pool.subList(size, 2 * size - shared).stream())
                .toList();
        return new Pair(a, draw.shuffled(b), both);
    }
}
