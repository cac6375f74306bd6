package dev.ferkel.internal.problem;

import dev.ferkel.internal.problem.Countdown.Term;
import java.util.List;

/**
 * A complete search over three numbers in a fixed order: each way to join two of them, then all that the result gives with
 * the third. It takes no luck, so that a model can carry it out step by step; each line begins with the target, so that what
 * is compared stands close by.
 */
record CountdownTriples(Work work, List<Move> moves) {
    /** The first way to the target; there has to be one. */
    static CountdownTriples search(List<Term> terms, int target) {
        var work = new Work();
        var aim = target + "? ";
        for (int third = 2; third >= 0; third--) {
            Term rest = terms.get(third);
            for (Move move : Move.of(terms.get(third == 0 ? 1 : 0), terms.get(third == 2 ? 1 : 2))) {
                if (move.value() == target) {
                    return new CountdownTriples(work.line(aim + move.line()).good(), List.of(move));
                }
                work.line(aim + move.line() + " " + rest.value() + ":");
                for (Move last : Move.of(move.made(), rest)) {
                    work.then(" " + last.operator() + last.value());
                    if (last.value() == target) {
                        return new CountdownTriples(work.line(aim + last.line()).good(), List.of(move, last));
                    }
                }
            }
        }
        throw new IllegalStateException(target + " can't be reached");
    }

    Term made() {
        return moves.getLast().made();
    }
}
