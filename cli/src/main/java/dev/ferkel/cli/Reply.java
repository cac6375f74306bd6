package dev.ferkel.cli;

import dev.ferkel.internal.engine.FinishReason;
import dev.ferkel.internal.engine.Usage;
import java.util.List;

/**
 * A whole answer, its reasoning apart.
 *
 * @param ids all tokens, those of the reasoning and the end token included
 * @param reasoningNanos from the first token to the end of the reasoning
 */
record Reply(
        String text,
        String reasoning,
        List<Integer> ids,
        FinishReason reason,
        Usage usage,
        int reasoningTokens,
        long reasoningNanos) {
    /** Hears an answer as it comes. */
    interface Listener {
        /** A token was drawn; what it releases follows as pieces, perhaps later. */
        default void token(int id) {}

        default void reasoning(String text) {}

        default void answer(String text) {}
    }
}
