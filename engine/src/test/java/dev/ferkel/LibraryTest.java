package dev.ferkel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library over a model whose greedy answer transformers computed. */
class LibraryTest {
    @TempDir
    Path folder;

    private TinyChat tiny;
    private LocalModel model;

    @BeforeEach
    void load() {
        tiny = TinyChat.thinking(folder);
        model = Ferkel.load(folder);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private ChatRequest.Builder greedy() {
        return ChatRequest.builder()
                .message(Message.user(tiny.question()))
                .temperature(0)
                .maxTokens(TinyChat.ANSWER_TOKENS);
    }

    @Test
    void answerAndReasoningAreTheOracles() {
        var answer = model.chat(greedy().build());
        assertThat(answer.reasoning()).isEqualTo(tiny.reasoning());
        assertThat(answer.content()).isEqualTo(tiny.content());
        assertThat(answer.truncated()).isTrue();
        assertThat(answer.promptTokens()).isEqualTo(TinyChat.PROMPT_TOKENS);
        assertThat(answer.completionTokens()).isEqualTo(TinyChat.ANSWER_TOKENS);
    }

    @Test
    void stopTextEndsTheAnswer() {
        var stop = tiny.content().substring(4, 7);
        var answer = model.chat(greedy().stops(List.of(stop)).build());
        assertThat(answer.content()).isEqualTo(tiny.content().substring(0, 4));
        assertThat(answer.truncated()).isFalse();
    }

    /** The oracle's eighth token is its sixth once more. */
    @Test
    void presencePenaltyForbidsTheSecondUse() {
        var answer = model.chat(greedy().presencePenalty(100).build());
        assertThat(answer.reasoning() + answer.content())
                .startsWith(tiny.reasoning().substring(0, 7))
                .doesNotStartWith(tiny.reasoning().substring(0, 8));
    }

    @Test
    void impossibleRequestsAreRefused() {
        assertThatThrownBy(() -> model.chat(List.of()))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("no messages");
        assertThatThrownBy(
                        () -> model.chat(greedy().frequencyPenalty(Double.NaN).build()))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("frequency penalty is NaN");
    }
}
