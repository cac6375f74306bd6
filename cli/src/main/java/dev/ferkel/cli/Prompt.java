package dev.ferkel.cli;

import dev.ferkel.internal.assistant.PromptWriter;
import dev.ferkel.internal.chat.ReasoningSplitter;
import dev.ferkel.internal.engine.LoadedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model is asked, as tokens.
 *
 * @param stops texts that end an answer to it
 * @param splitter tells the answer's reasoning from the rest; none where the answer is shown as it is
 */
record Prompt(int[] ids, List<String> stops, Optional<ReasoningSplitter> splitter) {
    /** A conversation; {@code thinking} says whether to think first, where the model can do both. */
    static Prompt of(LoadedModel model, List<Map<String, ?>> messages, Optional<Boolean> thinking) {
        var writer = new PromptWriter(model);
        var written = writer.write(messages, thinking);
        return new Prompt(written.ids(), writer.stops(), Optional.of(new ReasoningSplitter(written.start())));
    }

    /** A text to be gone on with. */
    static Prompt raw(LoadedModel model, String text) {
        return of(model.tokenizer().encode(text, true));
    }

    static Prompt of(int[] ids) {
        return new Prompt(ids, List.of(), Optional.empty());
    }
}
