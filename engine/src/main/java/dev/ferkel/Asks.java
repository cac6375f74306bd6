package dev.ferkel;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.assistant.Ask;
import dev.ferkel.internal.assistant.OutputFormat;
import dev.ferkel.internal.sampling.Sampling;
import dev.ferkel.internal.tool.ToolChoice;
import dev.ferkel.internal.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The library's requests as the assistant's. */
final class Asks {
    private Asks() {}

    static Ask of(ChatRequest request) {
        return new Ask(
                request.messages().stream().map(Asks::map).toList(),
                Optional.empty(),
                request.tools().stream().map(Asks::spec).toList(),
                choice(request),
                request.severalCalls(),
                format(request.format()),
                request.thinking(),
                suggested -> sampling(request, suggested),
                request.maxTokens(),
                request.stops(),
                1,
                false,
                0,
                request.timeLimit(),
                "");
    }

    private static ToolSpec spec(Tool tool) {
        var what = "tool '" + tool.name() + "'";
        return new ToolSpec(tool.name(), tool.description(), json(what, tool.parameters()), tool.strict());
    }

    private static ToolChoice choice(ChatRequest request) {
        if (request.tools().isEmpty() && request.toolUse() == ToolUse.REQUIRED) {
            throw FerkelException.of("a tool has to be called, but the request has none");
        }
        return switch (request.toolUse()) {
            case AUTO -> new ToolChoice.Auto();
            case REQUIRED -> new ToolChoice.Required();
            case NONE -> new ToolChoice.None();
        };
    }

    private static OutputFormat format(AnswerFormat format) {
        return switch (format) {
            case AnswerFormat.Text text -> new OutputFormat.Text();
            case AnswerFormat.Json object -> new OutputFormat.JsonObject();
            case AnswerFormat.JsonSchema schema ->
                new OutputFormat.JsonSchema(json("the answer's format", schema.schema()));
            case AnswerFormat.Regex regex -> new OutputFormat.Regex(regex.pattern());
            case AnswerFormat.Grammar grammar -> new OutputFormat.Grammar(grammar.gbnf());
        };
    }

    private static JsonNode json(String what, String schema) {
        try {
            return JsonMapper.shared().readTree(schema);
        } catch (JacksonException e) {
            throw new FerkelException(what + ": the schema is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Sampling sampling(ChatRequest request, Sampling suggested) {
        return new Sampling(
                (float) request.temperature().orElse(suggested.temperature()),
                request.topK().orElse(suggested.topK()),
                (float) request.topP().orElse(suggested.topP()),
                suggested.minP(),
                (float) request.presencePenalty(),
                (float) request.frequencyPenalty(),
                suggested.repetitionPenalty(),
                suggested.logitBias(),
                request.seed().orElse(suggested.seed()));
    }

    private static Map<String, ?> map(Message message) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("role", message.role());
        map.put("content", message.content());
        if (!message.toolCalls().isEmpty()) {
            map.put("tool_calls", message.toolCalls().stream().map(Asks::map).toList());
        }
        message.toolCallId().ifPresent(id -> map.put("tool_call_id", id));
        return map;
    }

    private static Map<String, Object> map(Message.ToolCall call) {
        return Map.of(
                "id",
                call.id(),
                "type",
                "function",
                "function",
                Map.of("name", call.name(), "arguments", call.arguments()));
    }
}
