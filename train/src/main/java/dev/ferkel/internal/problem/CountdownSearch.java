package dev.ferkel.internal.problem;

import dev.ferkel.internal.problem.Countdown.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A bounded search, depth first: a move, what is left, the next move; with two numbers left all results at once. Branches
 * that fail are given up with "Go back."; the last one is the solution.
 */
final class CountdownSearch {
    private final Work work = new Work();
    private final int target;

    private CountdownSearch(int target) {
        this.target = target;
    }

    static Work trace(Draw draw, List<Term> terms, int target, List<Move> moves) {
        var search = new CountdownSearch(target);
        int failures = draw.between(1, terms.size() > 4 ? 2 : 3);
        var seen = new HashSet<String>();
        for (int tries = 0; failures > 0 && tries < 50; tries++) {
            List<String> lines = search.fail(draw, terms);
            if (!lines.isEmpty() && seen.add(lines.getLast())) {
                lines.forEach(search.work::line);
                failures--;
            }
        }
        search.succeed(terms, moves);
        return search.work;
    }

    /** A branch down to two terms that does not reach the target; empty when it happens to. */
    private List<String> fail(Draw draw, List<Term> terms) {
        var lines = new ArrayList<String>();
        List<Term> left = terms;
        while (left.size() > 2) {
            List<Term> pair = draw.shuffled(left);
            Move move = draw.pick(Move.of(pair.get(0), pair.get(1)));
            left = move.after(left);
            if (move.value() == target) {
                return List.of();
            }
            lines.add(move.line() + ", left " + values(left));
        }
        List<Move> last = Move.of(left.get(0), left.get(1));
        if (last.stream().anyMatch(m -> m.value() == target)) {
            return List.of();
        }
        lines.add(last.stream().map(Move::line).collect(Collectors.joining(", ")) + ", not " + target + ". Go back.");
        return lines;
    }

    private void succeed(List<Term> terms, List<Move> moves) {
        List<Term> left = terms;
        for (int i = 0; i < moves.size(); i++) {
            Move move = moves.get(i);
            work.line(left.size() == 2 ? upTo(move) : move.line());
            left = move.after(left);
            work.then(i == moves.size() - 1 ? ", good." : ", left " + values(left));
        }
    }

    /** With two numbers left, the results in the order in which they are always tried. */
    private static String upTo(Move move) {
        List<String> lines =
                Move.of(move.a(), move.b()).stream().map(Move::line).toList();
        return String.join(", ", lines.subList(0, lines.indexOf(move.line()) + 1));
    }

    private static String values(List<Term> terms) {
        return terms.stream().map(t -> "" + t.value()).collect(Collectors.joining(" "));
    }
}
