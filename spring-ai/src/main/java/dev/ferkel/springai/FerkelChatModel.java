package dev.ferkel.springai;

import dev.ferkel.ChatRequest;
import dev.ferkel.ChatStream;
import dev.ferkel.LocalModel;
import java.util.Optional;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * Whole answers and streams. What a model thinks first is the message's metadata {@code reasoningContent}. Safe for
 * several threads.
 */
public final class FerkelChatModel implements ChatModel {
    private final LocalModel model;
    private final Requests requests;

    /** Samples as the model's makers suggest where a prompt doesn't say. */
    public FerkelChatModel(LocalModel model) {
        this(model, ChatOptions.builder().build());
    }

    /** @param defaults used where a prompt says nothing */
    public FerkelChatModel(LocalModel model, ChatOptions defaults) {
        this(model, Requests.of(model.name(), defaults));
    }

    private FerkelChatModel(LocalModel model, Requests requests) {
        this.model = model;
        this.requests = requests;
    }

    /** The same model, told to think first or not to, if it can do either. */
    public FerkelChatModel withThinking(boolean on) {
        return new FerkelChatModel(model, requests.withThinking(Optional.of(on)));
    }

    @Override
    public ChatOptions getOptions() {
        return requests.defaults();
    }

    /**
     * Waits for the answer. An interrupt ends it early and stays set.
     *
     * @throws UnsupportedOperationException for what Ferkel can't do
     * @throws dev.ferkel.error.FerkelException if the request can't be answered, and why
     */
    @Override
    public ChatResponse call(Prompt prompt) {
        return Responses.whole(model.name(), model.chat(requests.convert(prompt)));
    }

    /**
     * The answer piece by piece; a last response without text has the usage and why it ended. Cancelling the
     * subscription ends the answer. Errors are those of {@link #call(Prompt)}, as signals.
     */
    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.defer(() -> answer(requests.convert(prompt))).subscribeOn(Schedulers.boundedElastic());
    }

    private Flux<ChatResponse> answer(ChatRequest request) {
        return Flux.generate(() -> model.stream(request), this::next, ChatStream::close);
    }

    private ChatStream next(ChatStream stream, SynchronousSink<ChatResponse> sink) {
        if (stream.hasNext()) {
            sink.next(Responses.piece(model.name(), stream.next()));
        } else {
            sink.next(Responses.end(model.name(), stream.answer()));
            sink.complete();
        }
        return stream;
    }
}
