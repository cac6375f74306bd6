package dev.ferkel.internal.tool;

import dev.ferkel.internal.chat.ChatTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Brings messages with calls and results into the shape that a model's template expects. */
public final class ToolMessages {
    private final ToolFormat format;
    private final boolean known;
    private final boolean lists;

    public ToolMessages(ToolFormat format, ChatTemplate template) {
        this.format = format;
        this.known = ToolFormat.knownTo(template);
        this.lists = template.callsTools();
    }

    /** Tools as templates expect them. */
    public static List<Map<String, Object>> forTemplate(List<ToolSpec> tools) {
        return tools.stream().map(ToolSpec::forTemplate).toList();
    }

    /** Where the template doesn't list tools, write calls or show results, text does. */
    public List<Map<String, ?>> prepared(List<Map<String, ?>> messages, List<ToolSpec> tools) {
        var list = new ArrayList<Map<String, ?>>();
        for (var message : messages) {
            list.add(known ? withArguments(message) : asText(message));
        }
        if (!tools.isEmpty() && !lists) {
            var instructions = format.instructions(tools);
            if (!list.isEmpty() && "system".equals(list.getFirst().get("role"))) {
                var first = new LinkedHashMap<String, @Nullable Object>(list.removeFirst());
                first.merge("content", instructions, (a, b) -> a + "\n\n" + b);
                list.addFirst(first);
            } else {
                var first = new LinkedHashMap<String, @Nullable Object>();
                first.put("role", "system");
                first.put("content", instructions);
                list.addFirst(first);
            }
        }
        return list;
    }

    /** DeepSeek's templates put arguments into text as they are; others write JSON themselves. */
    private Map<String, ?> withArguments(Map<String, ?> message) {
        if (!(message.get("tool_calls") instanceof List<?> calls) || calls.isEmpty()) {
            return message;
        }
        var prepared = new ArrayList<Map<String, Object>>();
        for (var call : calls) {
            var whole = new LinkedHashMap<String, Object>();
            var function = new LinkedHashMap<String, Object>();
            function.put("name", name(call));
            function.put("arguments", format.isDeepSeek() ? arguments(call) : parsed(arguments(call)));
            if (call instanceof Map<?, ?> map && map.get("id") != null) {
                whole.put("id", String.valueOf(map.get("id")));
            }
            whole.put("type", "function");
            whole.put("function", function);
            prepared.add(whole);
        }
        var copy = new LinkedHashMap<String, @Nullable Object>(message);
        copy.put("tool_calls", prepared);
        return copy;
    }

    private Map<String, ?> asText(Map<String, ?> message) {
        var copy = new LinkedHashMap<String, @Nullable Object>(message);
        if ("tool".equals(message.get("role"))) {
            copy.put("role", "user");
            copy.put("content", "<tool_response>\n" + message.get("content") + "\n</tool_response>");
        } else if (copy.remove("tool_calls") instanceof List<?> calls && !calls.isEmpty()) {
            var text = new StringBuilder();
            if (message.get("content") instanceof String said && !said.isEmpty()) {
                text.append(said).append('\n');
            }
            text.append(format.opening());
            for (int i = 0; i < calls.size(); i++) {
                text.append(i == 0 ? "" : format.between())
                        .append(format.written(name(calls.get(i)), arguments(calls.get(i))));
            }
            copy.put("content", text.append(format.closing()).toString());
        }
        return copy;
    }

    private static String name(@Nullable Object call) {
        return function(call).get("name") instanceof String name ? name : "";
    }

    private static String arguments(@Nullable Object call) {
        return function(call).get("arguments") instanceof String json ? json : "{}";
    }

    private static Map<?, ?> function(@Nullable Object call) {
        return call instanceof Map<?, ?> map && map.get("function") instanceof Map<?, ?> function ? function : Map.of();
    }

    /** Arguments that are no JSON object stay text. */
    private static Object parsed(String arguments) {
        try {
            return JsonMapper.shared().readValue(arguments, Object.class) instanceof Map<?, ?> map ? map : arguments;
        } catch (JacksonException e) {
            return arguments;
        }
    }
}
