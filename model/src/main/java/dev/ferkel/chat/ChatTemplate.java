package dev.ferkel.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's own way to write a conversation down. */
public final class ChatTemplate {
    private static final String PLAIN =
            "{% for m in messages %}{{ m.role | capitalize }}: {{ m.content }}\n{% endfor %}"
                    + "{% if add_generation_prompt %}Assistant:{% endif %}";

    private final JinjaTemplate template;
    private final String source;
    private final @Nullable String bosToken;
    private final @Nullable String eosToken;

    private ChatTemplate(String name, String source, @Nullable String bosToken, @Nullable String eosToken) {
        this.template = JinjaTemplate.compile(name, source);
        this.source = source;
        this.bosToken = bosToken;
        this.eosToken = eosToken;
    }

    /** @param bosToken text of the token, or null where the model has none: then it is not defined in the template */
    public static ChatTemplate of(String name, String source, @Nullable String bosToken, @Nullable String eosToken) {
        return new ChatTemplate(name, source, bosToken, eosToken);
    }

    /** For models without a template: a line a message, then {@code Assistant:}. */
    public static ChatTemplate plain() {
        return new ChatTemplate("plain", PLAIN, null, null);
    }

    public String source() {
        return source;
    }

    /** Whether the template knows thinking, so that an answer may begin within it. */
    public boolean reasons() {
        return source.contains("</think>");
    }

    /** Where a prompt leaves the model: in its reasoning, in its answer, or, if the template knows reasoning, in either. */
    public ReasoningSplitter.Start startOf(String prompt) {
        var tail = prompt.stripTrailing();
        if (tail.endsWith("<think>")) {
            return ReasoningSplitter.Start.THINKING;
        }
        return tail.endsWith("</think>") || !reasons()
                ? ReasoningSplitter.Start.ANSWERING
                : ReasoningSplitter.Start.UNKNOWN;
    }

    /**
     * The conversation as the model's prompt.
     *
     * @param messages maps of role, content, reasoning_content, tool_calls, ..
     * @param extra further variables by name, such as {@code enable_thinking}
     */
    public String render(
            List<? extends Map<String, ?>> messages,
            @Nullable List<?> tools,
            boolean addGenerationPrompt,
            Map<String, ? extends @Nullable Object> extra) {
        var variables = new LinkedHashMap<String, @Nullable Object>();
        variables.put("messages", new ArrayList<>(messages));
        variables.put("tools", tools);
        variables.put("documents", null);
        variables.put("add_generation_prompt", addGenerationPrompt);
        if (bosToken != null) {
            variables.put("bos_token", bosToken);
        }
        if (eosToken != null) {
            variables.put("eos_token", eosToken);
        }
        variables.putAll(extra);
        return template.render(variables);
    }
}
