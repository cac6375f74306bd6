package dev.ferkel.springai;

import dev.ferkel.ChatAnswer;
import dev.ferkel.ChatStream;
import dev.ferkel.Message;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** Ferkel's answers as Spring AI's. */
final class Responses {
    /** Where Spring AI's own models of the DeepSeek kind put what was thought. */
    private static final String REASONING = "reasoningContent";

    private static final String TOOL_CALLS = "TOOL_CALLS";

    private Responses() {}

    static ChatResponse whole(String model, ChatAnswer answer) {
        return ended(model, answer, message(answer.content(), answer.reasoning(), answer.toolCalls()));
    }

    static ChatResponse piece(String model, ChatStream.Piece piece) {
        var message = piece.reasoning() ? message("", piece.text(), List.of()) : message(piece.text(), "", List.of());
        var metadata = ChatResponseMetadata.builder().model(model).build();
        return new ChatResponse(List.of(new Generation(message)), metadata);
    }

    static ChatResponse end(String model, ChatAnswer answer) {
        return ended(model, answer, message("", "", answer.toolCalls()));
    }

    private static ChatResponse ended(String model, ChatAnswer answer, AssistantMessage message) {
        var usage = new DefaultUsage(
                answer.promptTokens(),
                answer.completionTokens(),
                answer.promptTokens() + answer.completionTokens(),
                null,
                (long) answer.cachedTokens(),
                null);
        var why = ChatGenerationMetadata.builder()
                .finishReason(
                        answer.toolCalls().isEmpty() || answer.truncated()
                                ? answer.endReason().name()
                                : TOOL_CALLS)
                .build();
        return new ChatResponse(
                List.of(new Generation(message, why)),
                ChatResponseMetadata.builder().model(model).usage(usage).build());
    }

    private static AssistantMessage message(String content, String reasoning, List<Message.ToolCall> calls) {
        Map<String, Object> metadata = reasoning.isEmpty() ? Map.of() : Map.of(REASONING, reasoning);
        return AssistantMessage.builder()
                .content(content)
                .properties(metadata)
                .toolCalls(calls.stream()
                        .map(c -> new AssistantMessage.ToolCall(c.id(), "function", c.name(), c.arguments()))
                        .toList())
                .build();
    }
}
