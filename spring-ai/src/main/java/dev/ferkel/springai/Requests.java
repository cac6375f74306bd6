package dev.ferkel.springai;

import dev.ferkel.AnswerFormat;
import dev.ferkel.ChatRequest;
import dev.ferkel.Tool;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * Spring AI's prompts as Ferkel's requests.
 *
 * @param modelName the one that is loaded; a prompt for another is refused
 * @param defaults used where a prompt says nothing; of the kind that knows tools, since ChatClient drops them without a
 *     word for any other
 * @param thinking whether a model that can do either is to think first
 */
record Requests(String modelName, ChatOptions defaults, Optional<Boolean> thinking) {
    static Requests of(String modelName, ChatOptions defaults) {
        var named = ToolCallingChatOptions.builder().model(modelName);
        return new Requests(modelName, named.combineWith(defaults.mutate()).build(), Optional.empty());
    }

    Requests withThinking(Optional<Boolean> value) {
        return new Requests(modelName, defaults, value);
    }

    ChatRequest convert(Prompt prompt) {
        var options = options(prompt);
        var converted = ChatRequest.builder()
                .messages(prompt.getInstructions().stream()
                        .flatMap(Messages::convert)
                        .toList());
        set(options.getTemperature(), converted::temperature);
        set(options.getTopP(), converted::topP);
        set(options.getTopK(), converted::topK);
        set(options.getPresencePenalty(), converted::presencePenalty);
        set(options.getFrequencyPenalty(), converted::frequencyPenalty);
        set(options.getMaxTokens(), converted::maxTokens);
        set(options.getStopSequences(), converted::stops);
        thinking.ifPresent(converted::thinking);
        if (options instanceof ToolCallingChatOptions calling && calling.getToolCallbacks() != null) {
            converted.tools(calling.getToolCallbacks().stream()
                    .map(c -> tool(c.getToolDefinition()))
                    .toList());
        }
        // combined options forget the schema
        if (prompt.getOptions() instanceof StructuredOutputChatOptions structured) {
            set(structured.getOutputSchema(), schema -> converted.format(new AnswerFormat.JsonSchema(schema)));
        }
        return converted.build();
    }

    private static Tool tool(ToolDefinition tool) {
        return Tool.of(tool.name(), tool.description(), tool.inputSchema());
    }

    private ChatOptions options(Prompt prompt) {
        var asked = prompt.getOptions();
        if (asked == null) {
            return defaults;
        }
        refuse(asked);
        return defaults.mutate().combineWith(asked.mutate()).build();
    }

    private void refuse(ChatOptions options) {
        var name = options.getModel();
        if (name != null && !name.equals(modelName)) {
            throw new UnsupportedOperationException(
                    "the prompt asks for the model '%s', the one loaded is '%s'".formatted(name, modelName));
        }
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
