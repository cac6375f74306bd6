package dev.ferkel.chat;

import java.util.List;

/** A compiled piece of a template. */
@FunctionalInterface
interface Statement {
    void run(Scope scope, StringBuilder out);

    /** Leaves a loop's turn, or the loop. */
    final class Jump extends RuntimeException {
        private static final long serialVersionUID = 1;
        final boolean leaves;

        Jump(boolean leaves) {
            super(null, null, false, false);
            this.leaves = leaves;
        }
    }

    static void write(Scope scope, StringBuilder out, String text) {
        scope.budget.text(text.length());
        out.append(text);
    }

    static Statement all(List<Statement> parts) {
        var copy = List.copyOf(parts);
        return (scope, out) -> {
            for (var part : copy) {
                scope.budget.step();
                part.run(scope, out);
            }
        };
    }
}
