package dev.ferkel.internal.eval;

import dev.ferkel.internal.grading.Verdict;
import java.util.Optional;

/**
 * One answer to a question.
 *
 * @param text all that the model wrote
 * @param answer the final answer found in it
 * @param tokens generated
 * @param ended whether the model ended it, rather than its tokens running out
 */
public record Sample(String text, Optional<String> answer, Verdict verdict, int tokens, boolean ended) {}
