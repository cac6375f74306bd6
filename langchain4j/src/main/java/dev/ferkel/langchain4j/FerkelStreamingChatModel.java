package dev.ferkel.langchain4j;

import dev.ferkel.LocalModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.Optional;

/**
 * Answers piece by piece, thinking and answer told apart. Each is handed over by a virtual thread of its own; its
 * {@code StreamingHandle} cancels it within a step. Safe for several threads.
 */
public final class FerkelStreamingChatModel implements StreamingChatModel {
    private final LocalModel model;
    private final Requests requests;

    /** Samples as the model's makers suggest where a request doesn't say. */
    public FerkelStreamingChatModel(LocalModel model) {
        this(model, DefaultChatRequestParameters.EMPTY);
    }

    /** @param defaults used where a request says nothing */
    public FerkelStreamingChatModel(LocalModel model, ChatRequestParameters defaults) {
        this(model, new Requests(model.name(), defaults, Optional.empty()));
    }

    private FerkelStreamingChatModel(LocalModel model, Requests requests) {
        this.model = model;
        this.requests = requests;
    }

    /** The same model, told to think first or not to, if it can do either. */
    public FerkelStreamingChatModel withThinking(boolean on) {
        return new FerkelStreamingChatModel(model, requests.withThinking(on));
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return requests.defaults();
    }

    /**
     * Returns at once. After a cancellation nothing more is called.
     *
     * @param handler told of everything that goes wrong later; what its own methods throw ends the answer
     * @throws dev.langchain4j.exception.UnsupportedFeatureException for what Ferkel can't do
     */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        var answer = new Answer(model, requests.convert(request), handler);
        Thread.ofVirtual().name("ferkel-langchain4j").start(answer);
    }
}
