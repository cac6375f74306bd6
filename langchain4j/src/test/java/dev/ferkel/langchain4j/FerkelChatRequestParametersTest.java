package dev.ferkel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.Ferkel;
import dev.ferkel.testing.TinyChat;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seed and thinking, for all requests or for one. */
class FerkelChatRequestParametersTest {
    @TempDir
    Path folder;

    private static ChatRequest ask(TinyChat tiny, UnaryOperator<FerkelChatRequestParameters.Builder> more) {
        var parameters = FerkelChatRequestParameters.builder().maxOutputTokens(TinyChat.ANSWER_TOKENS);
        return ChatRequest.builder()
                .messages(UserMessage.from(tiny.question()))
                .parameters(more.apply(parameters).build())
                .build();
    }

    @Test
    void theSameSeedDrawsTheSameAnswer() {
        var tiny = TinyChat.plain(folder);
        try (var model = Ferkel.load(folder)) {
            var warm = ChatRequestParameters.builder().temperature(2.0).build();
            var chat = new FerkelChatModel(model, warm);
            var first = chat.chat(ask(tiny, p -> p.seed(7L))).aiMessage();
            assertThat(chat.chat(ask(tiny, p -> p.seed(7L))).aiMessage()).isEqualTo(first);
            assertThat(chat.chat(ask(tiny, p -> p.seed(8L))).aiMessage()).isNotEqualTo(first);
            var seeded = new FerkelChatModel(
                    model,
                    FerkelChatRequestParameters.builder()
                            .temperature(2.0)
                            .seed(7L)
                            .build());
            assertThat(seeded.chat(ask(tiny, p -> p)).aiMessage()).isEqualTo(first);
        }
    }

    /** The template says what it was told: the question once for thinking, twice for not, three times for neither. */
    @Test
    void thinkingReachesTheTemplate() throws IOException {
        var tiny = TinyChat.plain(folder);
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{% set q = messages[0]['content'] %}{{ q }}{% if not thinking %}{{ q }}{% endif %}"
                        + "{% if thinking is not defined %}{{ q }}{% endif %}");
        try (var model = Ferkel.load(folder)) {
            var chat = new FerkelChatModel(model);
            assertThat(asked(chat, tiny, null)).isEqualTo(3 * TinyChat.PROMPT_TOKENS);
            assertThat(asked(chat, tiny, true)).isEqualTo(TinyChat.PROMPT_TOKENS);
            assertThat(asked(chat, tiny, false)).isEqualTo(2 * TinyChat.PROMPT_TOKENS);
            assertThat(asked(chat.withThinking(true), tiny, null)).isEqualTo(TinyChat.PROMPT_TOKENS);
            assertThat(asked(chat.withThinking(true), tiny, false)).isEqualTo(2 * TinyChat.PROMPT_TOKENS);
        }
    }

    private static int asked(FerkelChatModel chat, TinyChat tiny, @Nullable Boolean thinking) {
        return chat.chat(ask(tiny, p -> p.thinking(thinking))).tokenUsage().inputTokenCount();
    }

    @Test
    void laterParametersGoFirst() {
        var one = FerkelChatRequestParameters.builder()
                .seed(1L)
                .thinking(true)
                .topK(5)
                .build();
        var two =
                FerkelChatRequestParameters.builder().seed(2L).temperature(0.5).build();
        var both = FerkelChatRequestParameters.builder()
                .seed(2L)
                .thinking(true)
                .topK(5)
                .temperature(0.5)
                .build();
        assertThat(one.overrideWith(two)).isEqualTo(both).hasSameHashCodeAs(both);
        assertThat(two.defaultedBy(one)).isEqualTo(both);
        var general = ChatRequestParameters.builder().topK(9).build();
        assertThat(one.overrideWith(general).seed()).isEqualTo(1L);
        assertThat(one.overrideWith(general).topK()).isEqualTo(9);
    }
}
