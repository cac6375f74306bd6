package dev.ferkel.langchain4j;

import dev.ferkel.LocalModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;

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

    /**
     * @param defaults used where a request says nothing; {@link FerkelChatRequestParameters} has more to set, as has
     *     each request
     */
    public FerkelStreamingChatModel(LocalModel model, ChatRequestParameters defaults) {
        this(model, Requests.of(model.name(), defaults));
    }

    private FerkelStreamingChatModel(LocalModel model, Requests requests) {
        this.model = model;
        this.requests = requests;
    }

    /** The same model, told to think first or not to, if it can do either. */
    public FerkelStreamingChatModel withThinking(boolean on) {
        return new FerkelStreamingChatModel(model, requests.withThinking(on));
    }

    /** The same model, whose requests, answers and errors these listeners hear of, in their order. */
    public FerkelStreamingChatModel withListeners(List<ChatModelListener> listeners) {
        return new FerkelStreamingChatModel(model, requests.withListeners(listeners));
    }

    @Override
    public List<ChatModelListener> listeners() {
        return requests.listeners();
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return requests.defaults();
    }

    /** Answers are held to a response format's schema token by token. */
    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
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
