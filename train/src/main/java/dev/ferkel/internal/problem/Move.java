package dev.ferkel.internal.problem;

import dev.ferkel.internal.problem.Countdown.Term;
import java.util.ArrayList;
import java.util.List;

/** One operation of a Countdown on two terms, the larger first. */
record Move(Term a, char operator, Term b) {
    /** What may be done with two terms: nothing negative, no fractions, nothing that changes nothing. */
    static List<Move> of(Term x, Term y) {
        Term a = x.value() < y.value() ? y : x;
        Term b = x.value() < y.value() ? x : y;
        var moves = new ArrayList<Move>();
        moves.add(new Move(a, '+', b));
        if (a.value() > b.value()) {
            moves.add(new Move(a, '-', b));
        }
        if (b.value() > 1) {
            moves.add(new Move(a, '*', b));
            if (a.value() % b.value() == 0) {
                moves.add(new Move(a, '/', b));
            }
        }
        return moves;
    }

    long value() {
        return switch (operator) {
            case '+' -> a.value() + b.value();
            case '-' -> a.value() - b.value();
            case '*' -> a.value() * b.value();
            default -> a.value() / b.value();
        };
    }

    String line() {
        return a.value() + "" + operator + b.value() + "=" + value();
    }

    Term made() {
        return new Term(value(), a.bracketed() + operator + b.bracketed(), false);
    }

    /** The terms after the move. */
    List<Term> after(List<Term> terms) {
        var left = new ArrayList<>(terms);
        left.remove(a);
        left.remove(b);
        left.add(made());
        return left;
    }
}
