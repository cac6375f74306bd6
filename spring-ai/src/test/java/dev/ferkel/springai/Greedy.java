package dev.ferkel.springai;

import dev.ferkel.testing.TinyChat;
import org.springframework.ai.chat.prompt.ChatOptions;

/** Options whose answers are known. */
final class Greedy {
    static final ChatOptions OPTIONS = ChatOptions.builder()
            .temperature(0.0)
            .maxTokens(TinyChat.ANSWER_TOKENS)
            .build();

    private Greedy() {}
}
