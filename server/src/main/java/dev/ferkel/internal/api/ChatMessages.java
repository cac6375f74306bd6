package dev.ferkel.internal.api;

import dev.ferkel.internal.assistant.Ask;
import dev.ferkel.internal.assistant.PromptWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a conversation in OpenAI's shape, as chat templates expect them.
 *
 * @param prefix the last one, where it is an answer's beginning
 */
record ChatMessages(List<Map<String, ?>> messages, Optional<Ask.Prefix> prefix) {
    private static final int MOST_MESSAGES = 100_000;
    private static final int MOST_CALLS = 1024;

    static ChatMessages read(Fields call, PastReasoning rule) {
        if (!call.has("messages")) {
            throw ApiException.badType("messages", "missing field 'messages', expected an array");
        }
        var messages = new ArrayList<Map<String, ?>>();
        var all = call.objects("messages", MOST_MESSAGES);
        if (all.isEmpty()) {
            throw ApiException.badValue("messages", "'messages' is empty, expected at least one message");
        }
        Optional<Ask.Prefix> prefix = Optional.empty();
        for (int i = 0; i < all.size(); i++) {
            var message = all.get(i);
            if (message.bool("prefix", false)) {
                if (i < all.size() - 1 || !message.string("role").equals("assistant")) {
                    throw ApiException.badValue(
                            message.path("prefix"), "only the last message, an assistant's, can be a prefix");
                }
                prefix = Optional.of(new Ask.Prefix(
                        message.string("reasoning_content", ""),
                        Contents.of(message, "content").orElse("")));
            } else {
                messages.add(message(message, rule));
            }
        }
        return new ChatMessages(messages, prefix);
    }

    private static Map<String, @Nullable Object> message(Fields message, PastReasoning rule) {
        var role = message.string("role");
        var content = Contents.of(message, "content");
        switch (role) {
            case "system", "user" -> {
                return PromptWriter.message(role, content.orElseThrow(() -> missing(message)));
            }
            case "developer" -> {
                return PromptWriter.message("system", content.orElseThrow(() -> missing(message)));
            }
            case "tool", "function" -> {
                var result = PromptWriter.message("tool", content.orElse(""));
                if (message.has("tool_call_id")) {
                    result.put("tool_call_id", message.string("tool_call_id"));
                } else if (role.equals("tool")) {
                    throw ApiException.badType(
                            message.path("tool_call_id"), "missing field '%s'", message.path("tool_call_id"));
                }
                if (message.has("name")) {
                    result.put("name", message.string("name"));
                }
                return result;
            }
            case "assistant" -> {
                return assistant(message, content, rule);
            }
            default ->
                throw ApiException.badValue(
                        message.path("role"),
                        "'%s' is '%s', expected system, user, assistant or tool",
                        message.path("role"),
                        role);
        }
    }

    private static ApiException missing(Fields message) {
        return ApiException.badType(message.path("content"), "missing field '%s'", message.path("content"));
    }

    private static Map<String, @Nullable Object> assistant(
            Fields message, Optional<String> content, PastReasoning rule) {
        var calls = message.objects("tool_calls", MOST_CALLS);
        if (content.isEmpty() && calls.isEmpty()) {
            throw ApiException.badType(
                    message.path("content"), "'%s' is missing, and so is 'tool_calls'", message.path("content"));
        }
        var reasoning = message.string("reasoning_content", "");
        if (rule == PastReasoning.REFUSE && !reasoning.isEmpty()) {
            throw ApiException.badValue(
                    message.path("reasoning_content"),
                    "'%s' may not be sent back: leave it out of past messages",
                    message.path("reasoning_content"));
        }
        if (rule == PastReasoning.REQUIRE && !calls.isEmpty() && !message.has("reasoning_content")) {
            throw ApiException.badValue(
                    message.path("reasoning_content"),
                    "The `reasoning_content` in the thinking mode must be passed back to the API.");
        }
        var result = PromptWriter.message("assistant", content.orElse(calls.isEmpty() ? "" : null));
        if (!reasoning.isEmpty()) {
            result.put("reasoning_content", reasoning);
        }
        if (!calls.isEmpty()) {
            result.put("tool_calls", calls.stream().map(ChatMessages::call).toList());
            if (content.isEmpty()) {
                result.put("content", "");
            }
        }
        return result;
    }

    private static Map<String, Object> call(Fields call) {
        var function = call.object("function")
                .orElseThrow(
                        () -> ApiException.badType(call.path("function"), "missing field '%s'", call.path("function")));
        return toolCall(call.string("id", ""), function.string("name"), function.string("arguments", "{}"));
    }

    static Map<String, Object> toolCall(String id, String name, String arguments) {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", name);
        function.put("arguments", arguments);
        var whole = new LinkedHashMap<String, Object>();
        whole.put("id", id);
        whole.put("type", "function");
        whole.put("function", function);
        return whole;
    }
}
