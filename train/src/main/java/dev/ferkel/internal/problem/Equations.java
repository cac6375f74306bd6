package dev.ferkel.internal.problem;

import java.util.Map;
import java.util.function.LongFunction;

/** Linear equations with one unknown, whole solutions. */
final class Equations {
    private Equations() {}

    /** x + a = b. */
    static Draft missing(Draw draw) {
        int high = draw.byLevel(20, 99, 999, 9999, 99999, 999999);
        int a = draw.operand(1, high);
        int x = draw.operand(1, high);
        var steps = new Work().line("x=" + (a + x) + "-" + a);
        steps.subtract(a + x, a);
        long guess = draw.slip(x);
        var search = new Work().tried("x=" + guess);
        search.add(guess, a);
        search.failed(a + x).line("x=" + (a + x) + "-" + a);
        search.subtract(a + x, a);
        search.add(x, a);
        search.good();
        return solved("missing", a + " " + (a + x), "x + " + a + " = " + (a + x), x, steps, search);
    }

    /** a x + b = c. */
    static Draft linear(Draw draw) {
        int a = draw.operand(2, draw.byLevel(5, 9, 12, 20, 50, 99));
        int x = draw.operand(1, draw.byLevel(9, 12, 30, 50, 99, 200));
        int b = draw.between(1, draw.byLevel(9, 20, 50, 99, 200, 400));
        boolean minus = draw.chance(40) && b < a * x;
        int c = minus ? a * x - b : a * x + b;
        var steps = new Work();
        solve(steps, a, minus ? -b : b, c);
        var search = new Work();
        tries(search, draw, x, guess -> {
            long product = search.multiply(a, guess);
            return new Sides(minus ? search.subtract(product, b) : search.add(product, b), c);
        });
        String equation = a + "x " + (minus ? "- " : "+ ") + b + " = " + c;
        return solved("linear", equation.replace(" ", ""), equation, x, steps, search);
    }

    /** a (x + b) = c. */
    static Draft bracket(Draw draw) {
        int a = draw.operand(2, draw.byLevel(5, 9, 12, 20, 30, 50));
        int x = draw.operand(1, draw.byLevel(9, 12, 30, 50, 99, 200));
        int b = draw.between(1, draw.byLevel(9, 12, 30, 50, 99, 200));
        int c = a * (x + b);
        var steps = new Work().line("x+" + b + "=" + c + "/" + a);
        long sum = steps.divide(c, a);
        steps.line("x=" + sum + "-" + b);
        steps.subtract(sum, b);
        var search = new Work();
        tries(search, draw, x, guess -> new Sides(search.multiply(a, search.add(guess, b)), c));
        String equation = a + "(x + " + b + ") = " + c;
        return solved("bracket", equation.replace(" ", ""), equation, x, steps, search);
    }

    /** a x + b = c x + d. */
    static Draft bothSides(Draw draw) {
        int a = draw.operand(3, draw.byLevel(9, 9, 9, 15, 30, 50));
        int c = draw.between(1, a - 2);
        int x = draw.operand(1, draw.byLevel(9, 9, 20, 30, 50, 99));
        int b = draw.between(1, draw.byLevel(20, 20, 30, 50, 99, 200));
        int d = (a - c) * x + b;
        var steps = new Work();
        long rest = steps.subtract(a, c);
        steps.line(rest + "x+" + b + "=" + d);
        solve(steps, rest, b, d);
        var search = new Work();
        tries(search, draw, x, guess -> {
            long left = search.add(search.multiply(a, guess), b);
            return new Sides(left, search.add(search.multiply(c, guess), d));
        });
        String equation = a + "x + " + b + " = " + (c == 1 ? "" : c) + "x + " + d;
        return solved("both", equation.replace(" ", ""), equation, x, steps, search);
    }

    /** The left side grows faster with x. */
    private record Sides(long left, long right) {}

    /** Wrong guesses around the solution, told from too big or too small, then the solution. */
    private static void tries(Work search, Draw draw, int x, LongFunction<Sides> trial) {
        int off = draw.between(1, Math.max(1, Math.min(x, 9) - 1));
        long guess = draw.chance(50) && off < x ? x - off : x + off;
        while (guess != x) {
            search.tried("x=" + guess);
            Sides sides = trial.apply(guess);
            boolean big = sides.left() > sides.right();
            search.line(sides.left() + (big ? ">" : "<") + sides.right() + ", too " + (big ? "big" : "small")
                    + ". Go back.");
            guess = Math.abs(guess - x) > 2 ? x + (x > guess ? 1 : -1) : x;
        }
        search.tried("x=" + x);
        Sides sides = trial.apply(x);
        search.line(sides.left() + "=" + sides.right() + ", good.");
    }

    /** Solves a x + b = c in lines. */
    static void solve(Work work, long a, long b, long c) {
        work.line(a + "x=" + c + (b < 0 ? "+" : "-") + Math.abs(b));
        long product = work.subtract(c, b);
        work.line("x=" + product + "/" + a);
        work.divide(product, a);
    }

    private static Draft solved(String form, String instance, String equation, int x, Work steps, Work search) {
        return Draft.of(form, instance, Map.of("equation", equation), "" + x, steps, search);
    }
}
