package dev.ferkel.internal.eval;

import dev.ferkel.internal.grading.Verdict;
import java.util.Optional;
import java.util.function.Function;

/**
 * A question with a known answer.
 *
 * @param task what it belongs to: a table of its own
 * @param group a column of the table's rows, such as a split
 * @param kind another
 * @param reference the right answer, or one of them
 * @param extract finds the final answer in what a model said after its thoughts
 * @param grade judges the same
 */
public record Question(
        String task,
        String group,
        String kind,
        String prompt,
        String reference,
        Function<String, Optional<String>> extract,
        Function<String, Verdict> grade) {
    /**
     * Judges what a model said.
     *
     * @param text all of it
     * @param answer what came after its thoughts
     */
    Sample sample(String text, String answer, int tokens, boolean ended) {
        return new Sample(text, extract.apply(answer), grade.apply(answer), tokens, ended);
    }
}
