package dev.ferkel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.Ferkel;
import dev.ferkel.LocalModel;
import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.TinyChat;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's listeners hear of requests, answers and errors. */
class ListenersTest {
    @TempDir
    Path folder;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private TinyChat tiny;
    private LocalModel model;

    private final ChatModelListener listener = new ChatModelListener() {
        @Override
        public void onRequest(ChatModelRequestContext context) {
            heard.add("request to " + context.chatRequest().parameters().modelName());
        }

        @Override
        public void onResponse(ChatModelResponseContext context) {
            heard.add("answer of " + context.chatResponse().tokenUsage().outputTokenCount() + " tokens, "
                    + context.chatResponse().finishReason());
        }

        @Override
        public void onError(ChatModelErrorContext context) {
            heard.add("error: " + context.error().getMessage());
        }
    };

    @BeforeEach
    void load() {
        tiny = TinyChat.plain(folder);
        model = Ferkel.load(folder);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private ChatRequest.Builder ask() {
        return ChatRequest.builder()
                .messages(UserMessage.from(tiny.question()))
                .temperature(0.0)
                .maxOutputTokens(TinyChat.ANSWER_TOKENS);
    }

    private List<String> next() throws InterruptedException {
        return List.of(
                String.valueOf(heard.poll(1, TimeUnit.MINUTES)), String.valueOf(heard.poll(1, TimeUnit.MINUTES)));
    }

    private List<String> answered() {
        return List.of("request to " + model.name(), "answer of " + TinyChat.ANSWER_TOKENS + " tokens, LENGTH");
    }

    @Test
    void wholeAnswers() throws InterruptedException {
        var chat = new FerkelChatModel(model).withListeners(List.of(listener)).withThinking(false);
        chat.chat(ask().build());
        assertThat(next()).isEqualTo(answered());
        assertThatThrownBy(() -> chat.chat(ask().topP(7.0).build())).isInstanceOf(FerkelException.class);
        assertThat(next()).element(1).asString().startsWith("error: top-p is 7.0");
    }

    @Test
    void streamedAnswers() throws InterruptedException {
        var chat = new FerkelStreamingChatModel(model).withThinking(false).withListeners(List.of(listener));
        var ignored = new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse response) {}

            @Override
            public void onError(Throwable error) {}
        };
        chat.chat(ask().build(), ignored);
        assertThat(next()).isEqualTo(answered());
        chat.chat(ask().topP(7.0).build(), ignored);
        assertThat(next()).element(1).asString().startsWith("error: top-p is 7.0");
    }
}
