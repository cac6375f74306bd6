package dev.ferkel.internal.problem;

import java.util.Map;

/** Chains of operations with precedence and brackets. */
final class Chains {
    /** The largest value on the way. */
    private static final long MAX = 5000;

    private Chains() {}

    /** A number (operator ' ') or an operation on two. */
    private record Node(char operator, long value, Node[] parts) {
        String text() {
            if (parts.length == 0) {
                return "" + value;
            }
            boolean product = operator == '*';
            return parts[0].inside(product) + " " + operator + " " + parts[1].inside(product || operator == '-');
        }

        private String inside(boolean tight) {
            boolean loose = operator == '+' || operator == '-';
            return tight && loose ? "(" + text() + ")" : text();
        }

        long work(Work work) {
            if (parts.length == 0) {
                return value;
            }
            long a = parts[0].work(work);
            long b = parts[1].work(work);
            return switch (operator) {
                case '+' -> work.add(a, b);
                case '-' -> work.subtract(a, b);
                default -> work.multiply(a, b);
            };
        }
    }

    static Draft chain(Draw draw) {
        Node node = node(draw, draw.byLevel(3, 3, 3, 4, 5, 6));
        var steps = new Work();
        node.work(steps);
        String expression = node.text();
        return Draft.of(
                "chain",
                expression.replace(" ", ""),
                Map.of("expression", expression),
                "" + node.value(),
                steps,
                search(draw, node));
    }

    /** Takes a slip at the last operation and finds it by the inverse. */
    private static Work search(Draw draw, Node node) {
        var search = new Work();
        long a = node.parts()[0].work(search);
        long b = node.parts()[1].work(search);
        long guess = draw.slip(node.value());
        search.tried(guess);
        switch (node.operator()) {
            case '+' -> search.subtract(guess, b);
            case '-' -> search.add(guess, b);
            default -> search.divide(guess, b);
        }
        search.failed(a);
        new Node(node.operator(), node.value(), new Node[] {leaf(a), leaf(b)}).work(search);
        return search;
    }

    private static Node node(Draw draw, int operands) {
        if (operands == 1) {
            return leaf(draw.operand(1, draw.byLevel(9, 9, 20, 20, 30, 40)));
        }
        int left = draw.level() < 3 ? operands - 1 : draw.between(1, operands - 1);
        while (true) {
            Node a = node(draw, left);
            Node b = node(draw, operands - left);
            char operator = "+-*".charAt(draw.between(0, draw.level() == 1 ? 1 : 2));
            long value = switch (operator) {
                case '+' -> a.value() + b.value();
                case '-' -> a.value() - b.value();
                default -> a.value() * b.value();
            };
            if (value > 0 && value <= MAX) {
                return new Node(operator, value, new Node[] {a, b});
            }
        }
    }

    private static Node leaf(long value) {
        return new Node(' ', value, new Node[0]);
    }
}
