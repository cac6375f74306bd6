package dev.ferkel.langchain4j;

import dev.ferkel.ChatRequest;
import dev.ferkel.ChatStream;
import dev.ferkel.LocalModel;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;

/** One answer on its way to a handler. */
final class Answer implements Runnable {
    private final LocalModel model;
    private final ChatRequest request;
    private final StreamingChatResponseHandler handler;

    Answer(LocalModel model, ChatRequest request, StreamingChatResponseHandler handler) {
        this.model = model;
        this.request = request;
        this.handler = handler;
    }

    @Override
    public void run() {
        try (var stream = model.stream(request)) {
            var handle = new Handle(stream);
            while (!handle.isCancelled() && stream.hasNext()) {
                give(stream.next(), handle);
            }
            if (!handle.isCancelled()) {
                var response = Responses.of(model.name(), stream.answer());
                var calls = response.aiMessage().toolExecutionRequests();
                for (int i = 0; i < calls.size(); i++) {
                    handler.onCompleteToolCall(new CompleteToolCall(i, calls.get(i)));
                }
                handler.onCompleteResponse(response);
            }
        } catch (RuntimeException e) {
            handler.onError(e);
        }
    }

    private void give(ChatStream.Piece piece, Handle handle) {
        if (piece.reasoning()) {
            handler.onPartialThinking(new PartialThinking(piece.text()), new PartialThinkingContext(handle));
        } else {
            handler.onPartialResponse(new PartialResponse(piece.text()), new PartialResponseContext(handle));
        }
    }

    /** Cancels from any thread. */
    private static final class Handle implements StreamingHandle {
        private final ChatStream stream;
        private volatile boolean cancelled;

        Handle(ChatStream stream) {
            this.stream = stream;
        }

        @Override
        public void cancel() {
            cancelled = true;
            stream.cancel();
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
