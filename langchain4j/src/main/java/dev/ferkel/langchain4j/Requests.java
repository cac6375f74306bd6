package dev.ferkel.langchain4j;

import dev.ferkel.ChatRequest;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's requests as Ferkel's.
 *
 * @param modelName the one that is loaded; a request for another is refused
 * @param defaults used where a request says nothing
 * @param thinking whether a model that can do either is to think first
 */
record Requests(String modelName, ChatRequestParameters defaults, Optional<Boolean> thinking) {
    Requests {
        defaults = ChatRequestParameters.builder().modelName(modelName).build().overrideWith(defaults);
    }

    Requests withThinking(boolean on) {
        return new Requests(modelName, defaults, Optional.of(on));
    }

    ChatRequest convert(dev.langchain4j.model.chat.request.ChatRequest request) {
        var parameters = request.parameters();
        refuse(parameters);
        var converted = ChatRequest.builder()
                .messages(request.messages().stream().map(Messages::convert).toList());
        set(parameters.temperature(), converted::temperature);
        set(parameters.topP(), converted::topP);
        set(parameters.topK(), converted::topK);
        set(parameters.presencePenalty(), converted::presencePenalty);
        set(parameters.frequencyPenalty(), converted::frequencyPenalty);
        set(parameters.maxOutputTokens(), converted::maxTokens);
        set(parameters.stopSequences(), converted::stops);
        thinking.ifPresent(converted::thinking);
        return converted.build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private void refuse(ChatRequestParameters parameters) {
        var name = parameters.modelName();
        if (name != null && !name.equals(modelName)) {
            throw new UnsupportedFeatureException(
                    "the request asks for the model '%s', the one loaded is '%s'".formatted(name, modelName));
        }
        if (!parameters.toolSpecifications().isEmpty()) {
            throw new UnsupportedFeatureException("Ferkel can't call tools yet, the request has '"
                    + parameters.toolSpecifications().getFirst().name() + "'");
        }
        var format = parameters.responseFormat();
        if (format != null && format.type() == ResponseFormatType.JSON) {
            throw new UnsupportedFeatureException(
                    "Ferkel can't hold an answer to a JSON response format yet; say in the prompt what is expected");
        }
    }
}
