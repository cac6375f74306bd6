package dev.ferkel.internal.reward;

import dev.ferkel.internal.problem.Problem;

/**
 * An answer to a problem.
 *
 * @param text all that the model wrote
 * @param reasoning what it thought, where it thinks; empty otherwise
 * @param answer what it said
 * @param thinking whether it was to think
 * @param tokens that it wrote
 * @param ended whether it ended by itself
 */
public record Attempt(
        Problem problem, String text, String reasoning, String answer, boolean thinking, int tokens, boolean ended) {
    private static final String END_OF_THINKING = "</think>";

    /** Splits a model's text where it stops to think. */
    public static Attempt of(Problem problem, String text, boolean thinking, int tokens, boolean ended) {
        int at = thinking ? text.indexOf(END_OF_THINKING) : -1;
        var reasoning = !thinking ? "" : at < 0 ? text : text.substring(0, at);
        var answer = !thinking ? text : at < 0 ? "" : text.substring(at + END_OF_THINKING.length());
        return new Attempt(problem, text, reasoning, answer, thinking, tokens, ended);
    }
}
