package dev.ferkel.langchain4j;

import dev.ferkel.LocalModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;

/** Whole answers. What a model thinks first becomes the message's {@code thinking}. Safe for several threads. */
public final class FerkelChatModel implements ChatModel {
    private final LocalModel model;
    private final Requests requests;

    /** Samples as the model's makers suggest where a request doesn't say. */
    public FerkelChatModel(LocalModel model) {
        this(model, DefaultChatRequestParameters.EMPTY);
    }

    /**
     * @param defaults used where a request says nothing; {@link FerkelChatRequestParameters} has more to set, as has
     *     each request
     */
    public FerkelChatModel(LocalModel model, ChatRequestParameters defaults) {
        this(model, Requests.of(model.name(), defaults));
    }

    private FerkelChatModel(LocalModel model, Requests requests) {
        this.model = model;
        this.requests = requests;
    }

    /** The same model, told to think first or not to, if it can do either. */
    public FerkelChatModel withThinking(boolean on) {
        return new FerkelChatModel(model, requests.withThinking(on));
    }

    /** The same model, whose requests, answers and errors these listeners hear of, in their order. */
    public FerkelChatModel withListeners(List<ChatModelListener> listeners) {
        return new FerkelChatModel(model, requests.withListeners(listeners));
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
     * Waits for the answer. An interrupt ends it early and stays set.
     *
     * @throws dev.langchain4j.exception.UnsupportedFeatureException for what Ferkel can't do
     * @throws dev.ferkel.error.FerkelException if the request can't be answered, and why
     */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        return Responses.of(model.name(), model.chat(requests.convert(request)));
    }
}
