package dev.ferkel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.Ferkel;
import dev.ferkel.LocalModel;
import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.TinyChat;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.output.FinishReason;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FerkelChatModelTest {
    @TempDir
    static Path folder;

    private static TinyChat tiny;
    private static LocalModel model;

    @BeforeAll
    static void load() {
        tiny = TinyChat.plain(folder);
        model = Ferkel.load(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static FerkelChatModel greedy() {
        return new FerkelChatModel(
                model,
                ChatRequestParameters.builder()
                        .temperature(0.0)
                        .maxOutputTokens(TinyChat.ANSWER_TOKENS)
                        .build());
    }

    private static ChatRequest.Builder ask() {
        return ChatRequest.builder().messages(UserMessage.from(tiny.question()));
    }

    @Test
    void messagesOfAllRolesArriveInOrder() {
        var q = tiny.question();
        var response = greedy().chat(
                        SystemMessage.from(q.substring(0, 1)),
                        UserMessage.from(q.substring(1, 3)),
                        AiMessage.builder()
                                .text(q.substring(3, 4))
                                .thinking("hm")
                                .build(),
                        UserMessage.from(q.substring(4)));
        assertThat(response.aiMessage().text()).isEqualTo(tiny.content());
    }

    @Test
    void requestGoesBeforeDefaults() {
        var stop = tiny.content().substring(9, 11);
        var response = greedy().chat(ask().stopSequences(List.of(stop)).build());
        assertThat(response.aiMessage().text()).isEqualTo(tiny.content().substring(0, 9));
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        var two = greedy().chat(ask().maxOutputTokens(2).build());
        assertThat(two.aiMessage().text()).isEqualTo(tiny.content().substring(0, 2));
    }

    /** The oracle's eighth token is its sixth once more. */
    @Test
    void penaltiesForbidTheSecondUse() {
        for (var request : List.of(ask().presencePenalty(100.0), ask().frequencyPenalty(100.0))) {
            assertThat(greedy().chat(request.build()).aiMessage().text())
                    .startsWith(tiny.content().substring(0, 7))
                    .doesNotStartWith(tiny.content().substring(0, 8));
        }
    }

    @Test
    void topKOfOneIsGreedyAtAnyTemperature() {
        var response = greedy().chat(ask().temperature(2.0).topK(1).build());
        assertThat(response.aiMessage().text()).isEqualTo(tiny.content());
        response = greedy().chat(ask().temperature(2.0).topP(0.0001).build());
        assertThat(response.aiMessage().text()).isEqualTo(tiny.content());
    }

    @Test
    void whatIsNotThereYetIsRefused() {
        refused(ask().modelName("gpt-9"), "asks for the model 'gpt-9'");
        refused(message(UserMessage.from(ImageContent.from("aGk=", "image/png"))), "contents of type IMAGE");
    }

    @Test
    void plainTextFormatAndSeveralTextsAreTaken() {
        var q = tiny.question();
        var response = greedy().chat(ask().responseFormat(ResponseFormat.TEXT)
                .modelName(model.name())
                .build());
        assertThat(response.aiMessage().text()).isEqualTo(tiny.content());
        assertThat(greedy().chat(UserMessage.from(TextContent.from(q), TextContent.from(q)))
                        .tokenUsage()
                        .inputTokenCount())
                .isEqualTo(2 * TinyChat.PROMPT_TOKENS + 1);
    }

    @Test
    void impossibleNumbersAreTheUsersMistake() {
        assertThatThrownBy(() -> greedy().chat(ask().temperature(-1.0).build()))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("temperature is -1.0");
    }

    private static ChatRequest.Builder message(ChatMessage message) {
        return ChatRequest.builder().messages(message);
    }

    private static void refused(ChatRequest.Builder request, String why) {
        assertThatThrownBy(() -> greedy().chat(request.build()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(why);
    }
}
