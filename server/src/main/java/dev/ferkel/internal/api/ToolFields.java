package dev.ferkel.internal.api;

import dev.ferkel.internal.tool.ToolChoice;
import dev.ferkel.internal.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tools} and {@code tool_choice} of OpenAI's shape. */
record ToolFields(List<ToolSpec> tools, ToolChoice choice) {
    static final int MOST_TOOLS = 128;
    static final String NAME = "[A-Za-z0-9_.-]{1,64}";

    static ToolFields read(Fields call) {
        var tools = new ArrayList<ToolSpec>();
        var names = new LinkedHashSet<String>();
        for (var tool : call.objects("tools", MOST_TOOLS)) {
            if (!tool.string("type").equals("function")) {
                throw ApiException.badValue(
                        tool.path("type"), "'%s' is '%s', expected function", tool.path("type"), tool.string("type"));
            }
            var function = tool.object("function")
                    .orElseThrow(() ->
                            ApiException.badType(tool.path("function"), "missing field '%s'", tool.path("function")));
            var name = name(function, names);
            tools.add(new ToolSpec(
                    name,
                    function.string("description", ""),
                    schema(function, "parameters"),
                    function.bool("strict", false)));
        }
        return new ToolFields(tools, choice(call, names));
    }

    static String name(Fields tool, LinkedHashSet<String> names) {
        var name = tool.string("name");
        if (!name.matches(NAME)) {
            throw ApiException.badValue(
                    tool.path("name"), "'%s' is '%s', expected to match %s", tool.path("name"), name, NAME);
        }
        if (!names.add(name)) {
            throw ApiException.badValue(tool.path("name"), "there are two tools with the name '%s'", name);
        }
        return name;
    }

    static JsonNode schema(Fields tool, String key) {
        if (!tool.has(key)) {
            return JsonMapper.shared().createObjectNode().put("type", "object");
        }
        return tool.object(key).orElseThrow().node();
    }

    private static ToolChoice choice(Fields call, LinkedHashSet<String> names) {
        if (!call.has("tool_choice")) {
            return names.isEmpty() ? new ToolChoice.None() : new ToolChoice.Auto();
        }
        ToolChoice choice;
        if (call.get("tool_choice").isObject()) {
            var named = call.object("tool_choice")
                    .flatMap(c -> c.object("function"))
                    .orElseThrow(() -> ApiException.badType("tool_choice", "missing field 'tool_choice.function'"));
            choice = new ToolChoice.Named(named.string("name"));
        } else {
            choice = switch (call.string("tool_choice")) {
                case "none" -> new ToolChoice.None();
                case "auto" -> new ToolChoice.Auto();
                case "required" -> new ToolChoice.Required();
                default ->
                    throw ApiException.badValue(
                            "tool_choice",
                            "'tool_choice' is '%s', expected none, auto, required or a function",
                            call.string("tool_choice"));
            };
        }
        return checked(choice, names);
    }

    static ToolChoice checked(ToolChoice choice, LinkedHashSet<String> names) {
        if (choice instanceof ToolChoice.Named named && !names.contains(named.name())) {
            throw ApiException.badValue("tool_choice", "there is no tool with the name '%s'", named.name());
        }
        if (choice.isForced() && names.isEmpty()) {
            throw ApiException.badValue("tool_choice", "a tool has to be called, but there are no tools");
        }
        return choice;
    }
}
