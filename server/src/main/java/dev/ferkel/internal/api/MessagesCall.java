package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.Ask;
import dev.ferkel.internal.assistant.OutputFormat;
import dev.ferkel.internal.assistant.PromptWriter;
import dev.ferkel.internal.tool.ToolChoice;
import dev.ferkel.internal.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads Anthropic's {@code /v1/messages} as the same conversation in OpenAI's shape. */
public final class MessagesCall {
    private static final int MOST_MESSAGES = 100_000;
    private static final int MOST_BLOCKS = 4096;
    private static final int MOST_STOPS = 16;

    private MessagesCall() {}

    /**
     * Reads a body. What only Anthropic's own service can do (containers, MCP servers, ..) is left out of account, as
     * DeepSeek does.
     *
     * @throws ApiException if it is none, and why
     */
    public static ChatCall read(byte[] body, Function<String, CallDefaults> defaults, boolean answered) {
        var call = Fields.parse(body);
        var model = call.string("model", "");
        var given = defaults.apply(model);
        var tools = tools(call);
        if (answered && !call.has("max_tokens")) {
            throw ApiException.badType("max_tokens", "missing field 'max_tokens', expected a whole number");
        }
        var messages = messages(call);
        Optional<Ask.Prefix> prefix = Optional.empty();
        if (messages.size() > 1
                && "assistant".equals(messages.getLast().get("role"))
                && !messages.getLast().containsKey("tool_calls")) {
            // an answer that ends the conversation is to be continued
            var last = messages.removeLast();
            prefix = Optional.of(new Ask.Prefix(
                    last.get("reasoning_content") instanceof String r ? r : "", String.valueOf(last.get("content"))));
        }
        return new ChatCall(
                model,
                call.bool("stream", false),
                true,
                new Ask(
                        messages,
                        prefix,
                        tools,
                        choice(call, tools),
                        !call.object("tool_choice")
                                .map(c -> c.bool("disable_parallel_tool_use", false))
                                .orElse(false),
                        format(call),
                        thinking(call).or(given::thinking),
                        SamplingFields.of(call),
                        call.integer("max_tokens", 1, Integer.MAX_VALUE, 0),
                        call.strings("stop_sequences", MOST_STOPS).stream()
                                .filter(s -> !s.isEmpty())
                                .toList(),
                        1,
                        false,
                        0,
                        given.timeLimit(),
                        given.salt()));
    }

    /** {@code output_config.format}, and {@code output_format}, its name while it was in beta. */
    private static OutputFormat format(Fields call) {
        var config = call.object("output_config");
        var format = config.isPresent() && config.get().has("format")
                ? config.get().object("format")
                : call.object("output_format");
        if (format.isEmpty()) {
            return new OutputFormat.Text();
        }
        var fields = format.get();
        if (!fields.string("type").equals("json_schema")) {
            throw ApiException.badValue(
                    fields.path("type"),
                    "'%s' is '%s', expected json_schema",
                    fields.path("type"),
                    fields.string("type"));
        }
        return new OutputFormat.JsonSchema(fields.object("schema")
                .orElseThrow(
                        () -> ApiException.badType(fields.path("schema"), "missing field '%s'", fields.path("schema")))
                .node());
    }

    private static Optional<Boolean> thinking(Fields call) {
        return call.object("thinking").map(t -> !t.string("type").equals("disabled"));
    }

    private static List<Map<String, ?>> messages(Fields call) {
        if (!call.has("messages")) {
            throw ApiException.badType("messages", "missing field 'messages', expected an array");
        }
        var messages = new ArrayList<Map<String, ?>>();
        Contents.of(call, "system")
                .filter(s -> !s.isEmpty())
                .ifPresent(s -> messages.add(PromptWriter.message("system", s)));
        var all = call.objects("messages", MOST_MESSAGES);
        if (all.isEmpty()) {
            throw ApiException.badValue("messages", "'messages' is empty, expected at least one message");
        }
        for (var message : all) {
            switch (message.string("role")) {
                case "user" -> user(message, messages);
                case "assistant" -> messages.add(assistant(message));
                case "system" ->
                    messages.add(PromptWriter.message(
                            "system", Contents.of(message, "content").orElse("")));
                default ->
                    throw ApiException.badValue(
                            message.path("role"),
                            "'%s' is '%s', expected user or assistant",
                            message.path("role"),
                            message.string("role"));
            }
        }
        return messages;
    }

    private static List<Fields> blocks(Fields message) {
        if (!message.has("content")) {
            throw ApiException.badType(message.path("content"), "missing field '%s'", message.path("content"));
        }
        return message.objects("content", MOST_BLOCKS);
    }

    /** Results of tools are messages of their own and go before what else was said. */
    private static void user(Fields message, List<Map<String, ?>> messages) {
        if (message.get("content").isString()) {
            messages.add(PromptWriter.message("user", message.string("content")));
            return;
        }
        var text = new StringBuilder();
        for (var block : blocks(message)) {
            switch (block.string("type")) {
                case "text" -> text.append(block.string("text"));
                case "tool_result" -> {
                    var result = PromptWriter.message(
                            "tool", Contents.of(block, "content").orElse(""));
                    result.put("tool_call_id", block.string("tool_use_id"));
                    messages.add(result);
                }
                default -> throw unknown(block);
            }
        }
        if (!text.isEmpty() || blocks(message).isEmpty()) {
            messages.add(PromptWriter.message("user", text.toString()));
        }
    }

    private static ApiException unknown(Fields block) {
        return ApiException.badValue(
                block.path("type"),
                "'%s' is '%s'; only text, thinking and tools can be read",
                block.path("type"),
                block.string("type"));
    }

    private static Map<String, @Nullable Object> assistant(Fields message) {
        if (message.get("content").isString()) {
            return PromptWriter.message("assistant", message.string("content"));
        }
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new ArrayList<Map<String, Object>>();
        for (var block : blocks(message)) {
            switch (block.string("type")) {
                case "text" -> text.append(block.string("text"));
                case "thinking" -> reasoning.append(block.string("thinking"));
                case "redacted_thinking" -> {}
                case "tool_use" ->
                    calls.add(ChatMessages.toolCall(
                            block.string("id", ""),
                            block.string("name"),
                            block.object("input").map(i -> i.node().toString()).orElse("{}")));
                default -> throw unknown(block);
            }
        }
        var result = PromptWriter.message("assistant", text.toString());
        if (!reasoning.isEmpty()) {
            result.put("reasoning_content", reasoning.toString());
        }
        if (!calls.isEmpty()) {
            result.put("tool_calls", calls);
        }
        return result;
    }

    private static List<ToolSpec> tools(Fields call) {
        var tools = new ArrayList<ToolSpec>();
        var names = new LinkedHashSet<String>();
        for (var tool : call.objects("tools", ToolFields.MOST_TOOLS)) {
            if (tool.has("type") && !tool.string("type").equals("custom")) {
                throw ApiException.badValue(
                        tool.path("type"), "'%s' is '%s', expected custom", tool.path("type"), tool.string("type"));
            }
            JsonNode schema = ToolFields.schema(tool, "input_schema");
            tools.add(new ToolSpec(
                    ToolFields.name(tool, names), tool.string("description", ""), schema, tool.bool("strict", false)));
        }
        return tools;
    }

    private static ToolChoice choice(Fields call, List<ToolSpec> tools) {
        var names = new LinkedHashSet<String>();
        tools.forEach(t -> names.add(t.name()));
        var choice = call.object("tool_choice");
        if (choice.isEmpty()) {
            return names.isEmpty() ? new ToolChoice.None() : new ToolChoice.Auto();
        }
        return ToolFields.checked(
                switch (choice.get().string("type")) {
                    case "auto" -> names.isEmpty() ? new ToolChoice.None() : new ToolChoice.Auto();
                    case "any" -> new ToolChoice.Required();
                    case "tool" -> new ToolChoice.Named(choice.get().string("name"));
                    case "none" -> new ToolChoice.None();
                    default ->
                        throw ApiException.badValue(
                                "tool_choice.type", "'tool_choice.type' is neither auto, any, tool nor none");
                },
                names);
    }
}
