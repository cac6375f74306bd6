package dev.ferkel.internal.api;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Short names for what the writers do all the time. */
public final class Json {
    private Json() {}

    public static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    public static ArrayNode array() {
        return JsonMapper.shared().createArrayNode();
    }

    /** UTF-8. */
    public static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** DeepSeek's error body. */
    public static ObjectNode error(ApiException e) {
        var error = object();
        error.put("message", e.text())
                .put("type", e.type())
                .put("param", e.param().orElse(null))
                .put("code", e.code());
        var body = object();
        body.set("error", error);
        return body;
    }
}
