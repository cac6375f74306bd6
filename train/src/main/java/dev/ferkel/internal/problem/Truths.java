package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a statement of comparisons with not, and, or is true. */
final class Truths {
    private Truths() {}

    /** A statement, whether it is true, and the lines that show it. */
    private record Statement(String text, boolean value, boolean bare, List<String> lines) {
        String inside() {
            return bare ? text : "(" + text + ")";
        }
    }

    static Draft truth(Draw draw) {
        Statement statement = statement(draw, draw.byLevel(2, 2, 3, 4, 5, 6));
        var steps = new Work();
        var search = new Work().tried(!statement.value());
        for (String line : statement.lines()) {
            steps.line(line);
            search.line(line);
        }
        search.failed(!statement.value()).line("Try " + statement.value() + ", good.");
        return Draft.of(
                "truth",
                statement.text(),
                Map.of("statement", statement.text()),
                "" + statement.value(),
                steps,
                search);
    }

    private static Statement statement(Draw draw, int leaves) {
        if (leaves == 1) {
            return draw.level() > 1 && draw.chance(25) ? not(comparison(draw)) : comparison(draw);
        }
        int left = draw.between(1, leaves - 1);
        Statement a = statement(draw, left);
        Statement b = statement(draw, leaves - left);
        boolean and = draw.chance(50);
        String word = and ? " and " : " or ";
        boolean value = and ? a.value() && b.value() : a.value() || b.value();
        var lines = new ArrayList<>(a.lines());
        lines.addAll(b.lines());
        lines.add(a.value() + word + b.value() + ": " + value);
        return new Statement(a.inside() + word + b.inside(), value, false, lines);
    }

    private static Statement not(Statement a) {
        var lines = new ArrayList<>(a.lines());
        lines.add("not " + a.value() + ": " + !a.value());
        return new Statement("not " + a.text(), !a.value(), true, lines);
    }

    private static Statement comparison(Draw draw) {
        int high = draw.byLevel(9, 20, 50, 99, 500, 999);
        int a = draw.operand(1, high);
        int b = draw.operand(1, high);
        boolean less = draw.chance(50);
        boolean value = less ? a < b : a > b;
        String text = a + (less ? " < " : " > ") + b;
        return new Statement(text, value, true, List.of(text.replace(" ", "") + ": " + value));
    }
}
