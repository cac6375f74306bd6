package dev.ferkel.internal.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A function that a model may call.
 *
 * @param parameters JSON Schema of its arguments, an object
 * @param strict whether a call's arguments must follow it
 */
public record ToolSpec(String name, String description, JsonNode parameters, boolean strict) {
    /** As chat templates expect it, in OpenAI's shape. */
    Map<String, Object> forTemplate() {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", name);
        if (!description.isEmpty()) {
            function.put("description", description);
        }
        function.put("parameters", JsonMapper.shared().convertValue(parameters, Object.class));
        var tool = new LinkedHashMap<String, Object>();
        tool.put("type", "function");
        tool.put("function", function);
        return tool;
    }
}
