package dev.ferkel.internal.engine;

import dev.ferkel.internal.tensor.Tensor;

/**
 * Decides which tokens an answer may go on with. One instance an answer, called by the engine's thread alone; what it
 * throws fails the answer.
 */
public interface Constraint {
    /** Sets the logits F32 [vocabulary] of tokens that may not come next to negative infinity. */
    void mask(Tensor logits);

    /** A token was taken. */
    void accept(int id);

    /** Takes the last {@code tokens} accepted ones back. */
    void rollback(int tokens);

    /** The tokens that come next because no other may, at most {@code most}. */
    default int[] forced(int most) {
        return new int[0];
    }

    /** For a further answer to the same prompt: the same rules, nothing accepted yet. */
    Constraint fresh();
}
