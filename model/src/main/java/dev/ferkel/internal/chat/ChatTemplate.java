package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A model's own way to write a conversation down. */
public final class ChatTemplate {
    private static final String PLAIN =
            "{% for m in messages %}{{ m.role | capitalize }}: {{ m.content }}\n{% endfor %}"
                    + "{% if add_generation_prompt %}Assistant:{% endif %}";

    private static final Pattern TOOLS = Pattern.compile("\\btools\\b");

    private final JinjaTemplate template;
    private final String name;
    private final String source;
    private final @Nullable String bosToken;
    private final @Nullable String eosToken;

    private ChatTemplate(String name, String source, @Nullable String bosToken, @Nullable String eosToken) {
        this.template = JinjaTemplate.compile(name, source);
        this.name = name;
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

    /** Where it comes from. */
    public String name() {
        return name;
    }

    public String source() {
        return source;
    }

    /** The tokens it may write by name: {@code bos_token} and {@code eos_token}, as far as the model has them. */
    public Map<String, String> tokens() {
        var tokens = new LinkedHashMap<String, String>();
        if (bosToken != null) {
            tokens.put("bos_token", bosToken);
        }
        if (eosToken != null) {
            tokens.put("eos_token", eosToken);
        }
        return tokens;
    }

    /** Whether the template knows thinking, so that an answer may begin within it. */
    public boolean reasons() {
        return source.contains("</think>");
    }

    /** What the answer to a rendered prompt begins with. */
    public ReasoningSplitter.Start startOf(String prompt) {
        var end = prompt.stripTrailing();
        if (end.endsWith("<think>")) {
            return ReasoningSplitter.Start.THINKING;
        }
        return !reasons() || end.endsWith("</think>")
                ? ReasoningSplitter.Start.ANSWERING
                : ReasoningSplitter.Start.UNKNOWN;
    }

    /** Whether the template writes down the tools that a model may call. */
    public boolean callsTools() {
        return TOOLS.matcher(source).find();
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
        variables.putAll(tokens());
        variables.putAll(extra);
        return template.render(variables);
    }
}
