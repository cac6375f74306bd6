package dev.ferkel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.Ferkel;
import dev.ferkel.LocalModel;
import dev.ferkel.error.FerkelException;
import dev.ferkel.testing.TinyChat;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FerkelStreamingChatModelTest {
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

    private static ChatRequest.Builder ask() {
        return ChatRequest.builder().messages(UserMessage.from(tiny.question())).temperature(0.0);
    }

    /** Counts calls; the first piece of text is handed to the subclass. */
    abstract static class Handler implements StreamingChatResponseHandler {
        final CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        int pieces;

        abstract void first(PartialResponseContext context);

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            if (pieces++ == 0) {
                first(context);
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            end.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            end.completeExceptionally(error);
        }
    }

    @Test
    @Timeout(60)
    void cancelledAnswerEndsAndNothingMoreIsCalled() throws Exception {
        var cancelled = new CompletableFuture<Boolean>();
        var handler = new Handler() {
            @Override
            void first(PartialResponseContext context) {
                context.streamingHandle().cancel();
                cancelled.complete(context.streamingHandle().isCancelled());
            }
        };
        new FerkelStreamingChatModel(model).chat(ask().build(), handler);
        assertThat(cancelled.get(1, TimeUnit.MINUTES)).isTrue();
        while (model.stats().running() > 0) {
            Thread.sleep(1);
        }
        assertThat(handler.pieces).isEqualTo(1);
        assertThat(handler.end).isNotDone();
    }

    @Test
    void whatAHandlerThrowsEndsTheAnswer() {
        var handler = new Handler() {
            @Override
            void first(PartialResponseContext context) {
                throw new IllegalStateException("full");
            }
        };
        new FerkelStreamingChatModel(model).chat(ask().build(), handler);
        assertThatThrownBy(() -> handler.end.get(1, TimeUnit.MINUTES))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("full");
        assertThat(handler.pieces).isEqualTo(1);
    }

    @Test
    void mistakesAreReported() {
        var handler = new Handler() {
            @Override
            void first(PartialResponseContext context) {}
        };
        var streaming = new FerkelStreamingChatModel(model);
        assertThatThrownBy(() -> streaming.chat(ask().modelName("gpt-9").build(), handler))
                .isInstanceOf(UnsupportedFeatureException.class);
        streaming.chat(ask().topP(7.0).build(), handler);
        assertThatThrownBy(() -> handler.end.get(1, TimeUnit.MINUTES))
                .hasCauseInstanceOf(FerkelException.class)
                .hasMessageContaining("top-p is 7.0");
    }
}
