package dev.ferkel;

import java.util.List;
import java.util.Optional;

/**
 * One message of a conversation.
 *
 * @param role system, user, assistant or tool
 * @param toolCalls what an assistant asked for
 * @param toolCallId which call a tool's message answers
 */
public record Message(String role, String content, List<ToolCall> toolCalls, Optional<String> toolCallId) {
    /**
     * A call that a model asks for.
     *
     * @param arguments a JSON object's text
     */
    public record ToolCall(String id, String name, String arguments) {}

    public Message {
        toolCalls = List.copyOf(toolCalls);
    }

    /** What the model is told before the conversation. */
    public static Message system(String content) {
        return new Message("system", content, List.of(), Optional.empty());
    }

    /** What a person says. */
    public static Message user(String content) {
        return new Message("user", content, List.of(), Optional.empty());
    }

    /** What the model said. */
    public static Message assistant(String content) {
        return new Message("assistant", content, List.of(), Optional.empty());
    }

    /** A tool's result. */
    public static Message tool(String toolCallId, String content) {
        return new Message("tool", content, List.of(), Optional.of(toolCallId));
    }
}
