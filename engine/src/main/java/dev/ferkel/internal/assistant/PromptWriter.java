package dev.ferkel.internal.assistant;

import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.chat.ReasoningSplitter.Start;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.tool.ToolFormat;
import dev.ferkel.internal.tool.ToolMessages;
import dev.ferkel.internal.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a conversation down as a model's prompt, by its own template or, where it has none, a line a message. */
public final class PromptWriter {
    private final LoadedModel model;
    private final ChatTemplate template;
    private final ToolFormat format;

    public PromptWriter(LoadedModel model) {
        this.model = model;
        this.template = model.template();
        this.format = ToolFormat.of(template);
    }

    /**
     * A prompt.
     *
     * @param start in which state it leaves the model
     */
    public record Written(String text, int[] ids, Start start) {}

    ToolFormat format() {
        return format;
    }

    /**
     * A conversation without tools.
     *
     * @param thinking whether to think first; empty leaves it to the model
     * @throws dev.ferkel.error.FerkelException if the template can't render it, and why
     */
    public Written write(List<Map<String, ?>> messages, Optional<Boolean> thinking) {
        return write(messages, List.of(), thinking, Optional.empty());
    }

    /** @throws dev.ferkel.error.FerkelException if the template can't render it, and why */
    public Written write(Ask ask) {
        return write(ask.messages(), ask.mayCall() ? ask.tools() : List.of(), ask.thinking(), ask.prefix());
    }

    private Written write(
            List<Map<String, ?>> given, List<ToolSpec> tools, Optional<Boolean> thinking, Optional<Ask.Prefix> begun) {
        var extra = new LinkedHashMap<String, @Nullable Object>();
        thinking.ifPresent(on -> {
            extra.put("thinking", on);
            extra.put("enable_thinking", on);
        });
        var messages = new ToolMessages(format, template).prepared(given, tools);
        var listed = tools.isEmpty() || !template.callsTools() ? null : ToolMessages.forTemplate(tools);
        var text = template.render(messages, listed, true, extra);
        var start = template.startOf(text);
        if (start == Start.THINKING && !thinking.orElse(true)) {
            // a template that always opens the reasoning: close it
            text = text.stripTrailing() + "\n\n</think>\n\n";
            start = Start.ANSWERING;
        }
        if (begun.isPresent()) {
            var prefix = begun.get();
            if (start == Start.UNKNOWN && !prefix.reasoning().isEmpty()) {
                text += "<think>\n";
                start = Start.THINKING;
            }
            if (start == Start.THINKING) {
                text += prefix.reasoning();
                if (!prefix.content().isEmpty()) {
                    text += "\n</think>\n\n";
                    start = Start.ANSWERING;
                }
            }
            text += prefix.content();
            start = prefix.content().isEmpty() ? start : Start.ANSWERING;
        }
        return new Written(text, encode(text), start);
    }

    /** Tokens of a prompt; a template writes the beginning of a text itself. */
    public int[] encode(String prompt) {
        return model.tokenizer().encode(prompt, model.text().template().isEmpty());
    }

    /** Texts that end an answer beside what was asked for. */
    public List<String> stops() {
        return model.text().template().isEmpty() ? List.of("\nUser:") : List.of();
    }

    /** A message in OpenAI's shape. */
    public static Map<String, @Nullable Object> message(String role, @Nullable String content) {
        var message = new LinkedHashMap<String, @Nullable Object>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }
}
