package dev.ferkel.internal.problem;

import java.util.List;
import java.util.Map;

/** Two equations with two unknowns: a x + b y = e, c x + d y = f. */
final class EquationSystems {
    private EquationSystems() {}

    static Draft system(Draw draw) {
        int high = draw.byLevel(5, 5, 5, 5, 9, 12);
        int a;
        int b;
        int c;
        int d;
        do {
            a = draw.operand(1, high);
            b = draw.operand(1, high);
            c = draw.operand(1, high);
            d = draw.operand(1, high);
        } while (a * d <= b * c);
        int x = draw.between(1, draw.byLevel(9, 9, 9, 9, 12, 20));
        int y = draw.between(1, draw.byLevel(9, 9, 9, 9, 12, 20));
        int e = a * x + b * y;
        int f = c * x + d * y;
        String first = side(a, b) + " = " + e;
        String second = side(c, d) + " = " + f;
        return Draft.of(
                "system",
                Lists.spaces(List.of(a, b, e, c, d, f)),
                Map.of("first", first, "second", second),
                "x = " + x + ", y = " + y,
                steps(a, b, c, d, e, f),
                search(draw, a, b, c, d, e, f, x, y));
    }

    private static String side(int a, int b) {
        return (a == 1 ? "" : a) + "x + " + (b == 1 ? "" : b) + "y";
    }

    /** Cramer's rule. */
    private static Work steps(int a, int b, int c, int d, int e, int f) {
        var work = new Work();
        long under = work.subtract(work.multiply(a, d), work.multiply(b, c));
        long over = work.subtract(work.multiply(e, d), work.multiply(b, f));
        work.line("x=" + over + "/" + under);
        long x = work.divide(over, under);
        long rest = work.subtract(e, work.multiply(a, x));
        work.line("y=" + rest + "/" + b);
        work.divide(rest, b);
        return work;
    }

    /** Tries x, takes y from the first equation, and looks whether the second holds. */
    private static Work search(Draw draw, int a, int b, int c, int d, int e, int f, int x, int y) {
        var work = new Work();
        int guess = x > 1 && draw.chance(50) ? x - 1 : x + 1;
        work.tried("x=" + guess);
        int rest = e - a * guess;
        work.line(e + "-" + a + "*" + guess + "=" + rest);
        if (rest <= 0 || rest % b != 0) {
            work.then(", y=" + rest + "/" + b + " is no number 1, 2, 3, ... Go back.");
        } else {
            work.line("y=" + rest / b);
            work.line(c + "*" + guess + "+" + d + "*" + rest / b + "=" + (c * guess + d * rest / b));
            work.failed(f);
        }
        work.tried("x=" + x).line(e + "-" + a + "*" + x + "=" + b * y).line("y=" + b * y + "/" + b + "=" + y);
        work.line(c + "*" + x + "+" + d + "*" + y + "=" + f);
        return work.good();
    }
}
