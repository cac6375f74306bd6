package dev.ferkel;

import java.util.List;
import java.util.Optional;

/**
 * What a model said.
 *
 * @param content the answer
 * @param reasoning what it thought before, if it thinks
 * @param toolCalls what it asks to be called, before it goes on; where {@link #truncated}, the last one may be cut off
 * @param endReason why it ended
 * @param promptTokens tokens of the conversation
 * @param cachedTokens of those, how many an earlier call had left computed
 * @param completionTokens tokens of reasoning and answer
 */
public record ChatAnswer(
        String content,
        String reasoning,
        List<Message.ToolCall> toolCalls,
        EndReason endReason,
        int promptTokens,
        int cachedTokens,
        int completionTokens) {
    public ChatAnswer {
        toolCalls = List.copyOf(toolCalls);
    }

    /** The answer as a message of the conversation, which tools' results follow. */
    public Message message() {
        return new Message("assistant", content, toolCalls, Optional.empty());
    }

    /** Whether it was cut off, whatever the reason. */
    public boolean truncated() {
        return endReason != EndReason.STOP;
    }
}
