package dev.ferkel.langchain4j;

import dev.ferkel.ChatRequest;
import dev.ferkel.ToolUse;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's requests as Ferkel's.
 *
 * @param modelName the one that is loaded; a request for another is refused
 * @param defaults used where a request says nothing
 * @param listeners told of every request and its end
 */
record Requests(String modelName, FerkelChatRequestParameters defaults, List<ChatModelListener> listeners) {
    static Requests of(String modelName, ChatRequestParameters defaults) {
        var named = FerkelChatRequestParameters.builder().modelName(modelName).overrideWith(defaults);
        return new Requests(modelName, named.build(), List.of());
    }

    Requests withThinking(boolean on) {
        var thinking = FerkelChatRequestParameters.builder().thinking(on).build();
        return new Requests(modelName, defaults.overrideWith(thinking), listeners);
    }

    Requests withListeners(List<ChatModelListener> all) {
        return new Requests(modelName, defaults, List.copyOf(all));
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
        converted.tools(
                parameters.toolSpecifications().stream().map(Schemas::tool).toList());
        set(parameters.toolChoice(), choice -> converted.toolUse(ToolUse.valueOf(choice.name())));
        set(parameters.responseFormat(), format -> converted.format(Schemas.format(format)));
        if (parameters instanceof FerkelChatRequestParameters more) {
            set(more.seed(), converted::seed);
            set(more.thinking(), converted::thinking);
        }
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
    }
}
