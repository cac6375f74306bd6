package dev.ferkel.internal.problem;

import java.util.Map;

/**
 * A problem with its answer and solutions.
 *
 * @param difficulty 1 to {@link Problems#MAX_DIFFICULTY}, as it was asked for
 * @param phrasing the id of the template, such as {@code sum/3}; those of {@link Split#NEW_PHRASING} end in {@code
 *     n}, of {@link Split#OWN_WORDS} in {@code o}
 * @param instance form and operands in canonical order, whatever the words; what keeps the splits apart
 * @param solutions one a style, each ending with its {@code Answer: ...} line (no line break after it)
 */
public record Problem(
        Kind kind,
        int difficulty,
        String phrasing,
        String instance,
        String question,
        Goal goal,
        Map<Style, String> solutions) {
    public Problem {
        solutions = Map.copyOf(solutions);
    }

    /** The canonical answer. */
    public String answer() {
        return goal.answer();
    }

    /** The solution in a style. */
    public String solution(Style style) {
        String solution = solutions.get(style);
        if (solution == null) {
            throw new IllegalStateException("no solution in style " + style);
        }
        return solution;
    }
}
