package dev.ferkel;

/**
 * What a model said.
 *
 * @param content the answer
 * @param reasoning what it thought before, if it thinks
 * @param truncated whether it was cut off: by {@code maxTokens}, the context, the time limit or a cancellation
 * @param promptTokens tokens of the conversation
 * @param cachedTokens of those, how many an earlier call had left computed
 * @param completionTokens tokens of reasoning and answer
 */
public record ChatAnswer(
        String content,
        String reasoning,
        boolean truncated,
        int promptTokens,
        int cachedTokens,
        int completionTokens) {}
