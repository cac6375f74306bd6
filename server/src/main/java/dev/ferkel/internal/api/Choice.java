package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.ReplyEvent;
import dev.ferkel.internal.assistant.TokenInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer, gathered from its events. */
final class Choice {
    /** A call of a tool. */
    static final class Call {
        final String id;
        final String name;
        final StringBuilder arguments = new StringBuilder();

        private Call(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    final StringBuilder content = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final List<TokenInfo> contentTokens = new ArrayList<>();
    final List<TokenInfo> reasoningTokens = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    ReplyEvent.@Nullable End end;

    /** @param id for a call that begins */
    void accept(ReplyEvent event, String id) {
        switch (event) {
            case ReplyEvent.Text text -> {
                (text.reasoning() ? reasoning : content).append(text.text());
                (text.reasoning() ? reasoningTokens : contentTokens).addAll(text.tokens());
            }
            case ReplyEvent.Call call -> calls.add(new Call(id, call.name()));
            case ReplyEvent.Arguments more -> calls.get(more.index()).arguments.append(more.json());
            case ReplyEvent.End last -> end = last;
        }
    }

    ReplyEvent.End ended() {
        if (end == null) {
            throw new IllegalStateException("the answer has no end yet");
        }
        return end;
    }

    /** Why it ended, in OpenAI's words and DeepSeek's one more. */
    static String finishReason(ReplyEvent.End end) {
        return switch (end.reason()) {
            case STOP -> end.calls() > 0 ? "tool_calls" : "stop";
            case LENGTH -> "length";
            case TIME, CANCELLED -> "insufficient_system_resource";
        };
    }
}
