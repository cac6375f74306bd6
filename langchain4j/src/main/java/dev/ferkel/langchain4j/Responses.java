package dev.ferkel.langchain4j;

import dev.ferkel.ChatAnswer;
import dev.ferkel.EndReason;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;

/** Ferkel's answers as LangChain4j's. */
final class Responses {
    private Responses() {}

    static ChatResponse of(String modelName, ChatAnswer answer) {
        boolean calls = !answer.toolCalls().isEmpty();
        var message = AiMessage.builder().toolExecutionRequests(Calls.requests(answer.toolCalls()));
        if (!calls || !answer.content().isEmpty()) {
            message.text(answer.content());
        }
        if (!answer.reasoning().isEmpty()) {
            message.thinking(answer.reasoning());
        }
        return ChatResponse.builder()
                .aiMessage(message.build())
                .modelName(modelName)
                .tokenUsage(new TokenUsage(answer.promptTokens(), answer.completionTokens()))
                .finishReason(calls && !answer.truncated() ? FinishReason.TOOL_EXECUTION : reason(answer.endReason()))
                .build();
    }

    /** LangChain4j has no words of its own for time limits and cancellations. */
    private static FinishReason reason(EndReason reason) {
        return switch (reason) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case TIME, CANCELLED -> FinishReason.OTHER;
        };
    }
}
