package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Given numbers and a target, reach the target with + - * /, each number at most once. */
final class Countdown {
    private Countdown() {}

    /** A number that was given or made. */
    record Term(long value, String text, boolean bare) {
        static Term of(long value) {
            return new Term(value, "" + value, true);
        }

        String bracketed() {
            return bare ? text : "(" + text + ")";
        }
    }

    static Draft reach(Draw draw) {
        int count = draw.byLevel(3, 3, 4, 4, 5, 6);
        int max = draw.byLevel(50, 100, 100, 500, 999, 999);
        while (true) {
            List<Integer> numbers = draw.operands(count, 1, draw.byLevel(9, 15, 12, 25, 25, 50));
            List<Move> moves = new ArrayList<>();
            Term goal = play(draw, terms(numbers), draw.between(count > 3 ? count - 1 : 2, count), moves);
            if (goal.value() >= 1 && goal.value() <= max && !numbers.contains((int) goal.value())) {
                return draft(draw, numbers, goal, moves);
            }
        }
    }

    private static Draft draft(Draw draw, List<Integer> numbers, Term goal, List<Move> moves) {
        int target = (int) goal.value();
        if (numbers.size() == 3) {
            CountdownTriples found = CountdownTriples.search(terms(numbers), target);
            return draft(numbers, found.made(), found.moves(), found.work());
        }
        return draft(numbers, goal, moves, CountdownSearch.trace(draw, terms(numbers), target, moves));
    }

    private static Draft draft(List<Integer> numbers, Term goal, List<Move> moves, Work search) {
        var steps = new Work();
        moves.forEach(m -> steps.line(m.line()));
        int target = (int) goal.value();
        var reach = new Goal.Reach(numbers, target, goal.text());
        Map<String, String> slots = Map.of(
                "list",
                Lists.and(numbers),
                "numbers",
                Lists.commas(numbers),
                "spaced",
                Lists.spaces(numbers),
                "target",
                "" + target);
        return new Draft(
                "countdown", "countdown " + Lists.sorted(numbers) + " > " + target, slots, reach, steps, search);
    }

    private static List<Term> terms(List<Integer> numbers) {
        return numbers.stream().map(Term::of).collect(Collectors.toList());
    }

    /** Joins so many of the terms, two at a time in any order, until one is left; every move is needed. */
    private static Term play(Draw draw, List<Term> terms, int count, List<Move> moves) {
        List<Term> left = draw.shuffled(terms).subList(0, count);
        while (left.size() > 1) {
            List<Term> pair = draw.shuffled(left);
            Move move = draw.pick(Move.of(pair.get(0), pair.get(1)));
            moves.add(move);
            left = move.after(left);
        }
        return left.getFirst();
    }
}
