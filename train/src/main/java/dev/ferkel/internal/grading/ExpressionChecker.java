package dev.ferkel.internal.grading;

import java.util.ArrayList;
import java.util.List;

/** Reads an expression of whole numbers with + - * / and brackets; knows its exact value and which numbers it uses. */
public final class ExpressionChecker {
    private static final int MAX_LENGTH = 500;
    private static final int MAX_DEPTH = 50;
    private static final int MAX_DIGITS = 9;

    /** The text is not an expression. */
    private static final class NotAnExpression extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotAnExpression() {
            super("not an expression", null, false, false);
        }
    }

    private final String text;
    private final List<Integer> used = new ArrayList<>();
    private int at;

    private ExpressionChecker(String text) {
        this.text = text;
    }

    /**
     * Whether an expression has the target's value and uses each of the numbers at most once. {@code = target} may
     * follow it.
     */
    public static boolean reaches(String expression, List<Integer> numbers, int target) {
        if (expression.length() > MAX_LENGTH) {
            return false;
        }
        var checker = new ExpressionChecker(Normaliser.normalise(expression).replace(" ", ""));
        try {
            Rational goal = Rational.of(target);
            boolean right = checker.sum(0).equals(goal);
            List<Integer> left = new ArrayList<>(numbers);
            for (Integer number : checker.used) {
                right &= left.remove((Object) number);
            }
            if (checker.take('=')) {
                right &= checker.sum(0).equals(goal);
            }
            return right && checker.at == checker.text.length();
        } catch (NotAnExpression | ArithmeticException e) {
            return false;
        }
    }

    private Rational sum(int depth) {
        Rational value = product(depth);
        while (true) {
            if (take('+')) {
                value = value.plus(product(depth));
            } else if (take('-')) {
                value = value.minus(product(depth));
            } else {
                return value;
            }
        }
    }

    private Rational product(int depth) {
        Rational value = factor(depth);
        while (true) {
            if (take('*')) {
                value = value.times(factor(depth));
            } else if (take('/')) {
                value = value.dividedBy(factor(depth));
            } else {
                return value;
            }
        }
    }

    private Rational factor(int depth) {
        if (depth < MAX_DEPTH && take('(')) {
            Rational value = sum(depth + 1);
            if (!take(')')) {
                throw new NotAnExpression();
            }
            return value;
        }
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start || at - start > MAX_DIGITS) {
            throw new NotAnExpression();
        }
        int number = Integer.parseInt(text.substring(start, at));
        used.add(number);
        return Rational.of(number);
    }

    private boolean take(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }
}
