package dev.ferkel.internal.grpo;

import dev.ferkel.internal.reward.Attempt;

/**
 * An answer that was sampled, and what it came to.
 *
 * @param prompt ids
 * @param answer ids, the end token included where it came
 * @param old log-probabilities of the answer's tokens when they were sampled
 * @param attempt the same as text
 * @param reward what it is worth
 * @param advantage how much better than its group it is
 */
public record Episode(int[] prompt, int[] answer, float[] old, Attempt attempt, double reward, double advantage) {
    /** Positions that its forward pass has: the last token is a target alone. */
    int positions() {
        return prompt.length + answer.length - 1;
    }
}
