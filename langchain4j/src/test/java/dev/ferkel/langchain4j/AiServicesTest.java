package dev.ferkel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.Ferkel;
import dev.ferkel.LoadOptions;
import dev.ferkel.LocalModel;
import dev.ferkel.testing.Golden;
import dev.ferkel.testing.TinyChat;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own AI services over both kinds of model. */
class AiServicesTest {
    private static final ChatRequestParameters GREEDY = ChatRequestParameters.builder()
            .temperature(0.0)
            .maxOutputTokens(TinyChat.ANSWER_TOKENS)
            .build();

    interface Assistant {
        Result<String> answer(String question);

        TokenStream stream(String question);
    }

    interface Geographer {
        @SystemMessage("You answer questions about countries, briefly.")
        String answer(String question);
    }

    private record Streamed(String thinking, String text, ChatResponse response) {}

    private static Assistant assistant(LocalModel model) {
        return AiServices.builder(Assistant.class)
                .chatModel(new FerkelChatModel(model, GREEDY))
                .streamingChatModel(new FerkelStreamingChatModel(model, GREEDY))
                .build();
    }

    private static Streamed streamed(TokenStream stream) throws Exception {
        var thinking = new StringBuilder();
        var text = new StringBuilder();
        var end = new CompletableFuture<ChatResponse>();
        stream.onPartialThinking(piece -> thinking.append(piece.text()))
                .onPartialResponse(text::append)
                .onCompleteResponse(end::complete)
                .onError(end::completeExceptionally)
                .start();
        var response = end.get(5, TimeUnit.MINUTES);
        return new Streamed(thinking.toString(), text.toString(), response);
    }

    @Test
    void answerIsTheOracles(@TempDir Path folder) {
        var tiny = TinyChat.plain(folder);
        try (var model = Ferkel.load(folder)) {
            var result = assistant(model).answer(tiny.question());
            assertThat(result.content()).isEqualTo(tiny.content());
            assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(result.tokenUsage()).isEqualTo(new TokenUsage(TinyChat.PROMPT_TOKENS, TinyChat.ANSWER_TOKENS));
        }
    }

    @Test
    void thinkingAndAnswerAreStreamedApart(@TempDir Path folder) throws Exception {
        var tiny = TinyChat.thinking(folder);
        try (var model = Ferkel.load(folder)) {
            var streamed = streamed(assistant(model).stream(tiny.question()));
            assertThat(streamed.thinking()).isEqualTo(tiny.reasoning());
            assertThat(streamed.text()).isEqualTo(tiny.content());
            var response = streamed.response();
            assertThat(response.aiMessage().thinking()).isEqualTo(tiny.reasoning());
            assertThat(response.aiMessage().text()).isEqualTo(tiny.content());
            assertThat(response.modelName()).isEqualTo(folder.getFileName().toString());
            assertThat(response.tokenUsage()).isEqualTo(new TokenUsage(TinyChat.PROMPT_TOKENS, TinyChat.ANSWER_TOKENS));
        }
    }

    /** Exact, since so small a model's answers may turn on how the kernels round. */
    @Test
    void realModelRemembersTheConversation() throws Exception {
        try (var model = Ferkel.load(
                Golden.path("models/SmolLM2-135M-Instruct.Q4_1.gguf"), LoadOptions.DEFAULT.withExact(true))) {
            var geographer = AiServices.builder(Geographer.class)
                    .chatModel(new FerkelChatModel(model, GREEDY))
                    .chatMemory(MessageWindowChatMemory.withMaxMessages(10))
                    .build();
            assertThat(geographer.answer("What is the capital of France?")).contains("Paris");
            assertThat(geographer.answer("And of Italy?")).contains("Rome");

            var streamed = streamed(assistant(model).stream("What is the capital of France?"));
            assertThat(streamed.text())
                    .contains("Paris")
                    .isEqualTo(streamed.response().aiMessage().text());
            assertThat(streamed.response().aiMessage().thinking()).isNull();
            assertThat(streamed.response().finishReason()).isEqualTo(FinishReason.STOP);
        }
    }
}
