package dev.ferkel.internal.chat;

import java.util.List;

/** A compiled piece of a template. */
@FunctionalInterface
interface Statement {
    void run(Scope scope, StringBuilder out);

    /** {@code break}, or {@code continue}. */
    final class Jump extends RuntimeException {
        private static final long serialVersionUID = 1;
        final boolean leavesLoop;

        Jump(boolean leavesLoop) {
            super(null, null, false, false);
            this.leavesLoop = leavesLoop;
        }
    }

    static Statement all(List<Statement> parts) {
        var copy = List.copyOf(parts);
        return (scope, out) -> {
            for (var part : copy) {
                scope.budget.step();
                int before = out.length();
                part.run(scope, out);
                scope.budget.text(out.length() - before);
            }
        };
    }
}
