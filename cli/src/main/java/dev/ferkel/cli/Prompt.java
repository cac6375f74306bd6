package dev.ferkel.cli;

import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.chat.ReasoningSplitter;
import dev.ferkel.internal.engine.LoadedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked, as tokens.
 *
 * @param stops texts that end an answer to it
 * @param splitter tells the answer's reasoning from the rest; none where the answer is shown as it is
 */
record Prompt(int[] ids, List<String> stops, Optional<ReasoningSplitter> splitter) {
    /** A conversation, by the model's own template or, where it has none, a line a message. */
    static Prompt of(LoadedModel model, List<Map<String, ?>> messages, Map<String, ? extends @Nullable Object> extra) {
        var template = model.text().template();
        var text = template.orElseGet(ChatTemplate::plain).render(messages, null, true, extra);
        var start = template.orElseGet(ChatTemplate::plain).startOf(text);
        // a template writes the beginning of a text itself
        var ids = model.tokenizer().encode(text, template.isEmpty());
        return new Prompt(
                ids, template.isEmpty() ? List.of("\nUser:") : List.of(), Optional.of(new ReasoningSplitter(start)));
    }

    /** A text to be gone on with. */
    static Prompt raw(LoadedModel model, String text) {
        return of(model.tokenizer().encode(text, true));
    }

    static Prompt of(int[] ids) {
        return new Prompt(ids, List.of(), Optional.empty());
    }
}
