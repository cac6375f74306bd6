package dev.ferkel;

/**
 * What a model said.
 *
 * @param content the answer
 * @param reasoning what it thought before, if it thinks
 * @param endReason why it ended
 * @param promptTokens tokens of the conversation
 * @param cachedTokens of those, how many an earlier call had left computed
 * @param completionTokens tokens of reasoning and answer
 */
public record ChatAnswer(
        String content,
        String reasoning,
        EndReason endReason,
        int promptTokens,
        int cachedTokens,
        int completionTokens) {
    /** Whether it was cut off, whatever the reason. */
    public boolean truncated() {
        return endReason != EndReason.STOP;
    }
}
