package dev.ferkel.internal.chat;

import dev.ferkel.error.FerkelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** One line of {@code render --json}: a conversation for a chat template, or any template with its variables. */
public record RenderRequest(Map<String, @Nullable Object> json) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    /** @throws FerkelException if the line is no JSON object */
    public static RenderRequest parse(String line) {
        try {
            if (JSON.readValue(line, Object.class) instanceof Map<?, ?> map) {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((k, v) -> copy.put(String.valueOf(k), v));
                return new RenderRequest(copy);
            }
        } catch (JacksonException e) {
            throw new FerkelException(
                    "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
        }
        throw FerkelException.of("expected a JSON object a line");
    }

    /** The same request, where keys it lacks have these values. */
    public RenderRequest withDefaults(Map<String, ? extends @Nullable Object> defaults) {
        var whole = new LinkedHashMap<String, @Nullable Object>(defaults);
        whole.putAll(json);
        return new RenderRequest(whole);
    }

    /** Renders with the line's own {@code template} and {@code context}, or with {@code source} as a chat template. */
    public String render(String name, String source) {
        if (json.get("template") instanceof String own && json.get("context") instanceof Map<?, ?> context) {
            return JinjaTemplate.compile("template", own).render(texts(context));
        }
        if (!(json.get("messages") instanceof List<?> messages)) {
            throw FerkelException.of("the line has neither 'messages' nor 'template' and 'context'");
        }
        var template = ChatTemplate.of(name, source, text("bos_token"), text("eos_token"));
        var extra = json.get("extra") instanceof Map<?, ?> map ? texts(map) : Map.<String, @Nullable Object>of();
        var tools = json.get("tools") instanceof List<?> list ? list : null;
        return template.render(
                messages.stream().map(RenderRequest::message).toList(),
                tools,
                Boolean.TRUE.equals(json.get("add_generation_prompt")),
                extra);
    }

    private @Nullable String text(String key) {
        return json.get(key) instanceof String s ? s : null;
    }

    private static Map<String, ?> message(@Nullable Object message) {
        if (message instanceof Map<?, ?> map) {
            return texts(map);
        }
        throw FerkelException.of("a message is no JSON object");
    }

    private static Map<String, @Nullable Object> texts(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((k, v) -> copy.put(String.valueOf(k), v));
        return copy;
    }
}
