package dev.ferkel.internal.eval;

import dev.ferkel.internal.assistant.PromptWriter;
import dev.ferkel.internal.chat.ReasoningSplitter;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a model is asked: one with a chat template by a user's message; a base model by the question and a line break, as
 * the documents begin that it was trained on.
 */
final class Prompts {
    private final LoadedModel model;
    private final Tokenizer tokenizer;
    private final boolean chats;

    Prompts(LoadedModel model) {
        this.model = model;
        this.tokenizer = model.tokenizer();
        this.chats = model.text().template().isPresent();
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    /** What a document begins with. */
    OptionalInt begin() {
        return tokenizer.bos();
    }

    Set<Integer> ends() {
        return model.endOfGeneration();
    }

    /**
     * A question as it is asked.
     *
     * @param start whether the prompt leaves the model thinking
     */
    record Asked(int[] ids, ReasoningSplitter.Start start) {
        /** What a text says after its thoughts; nothing where those never end. */
        String answer(String text) {
            return ReasoningSplitter.split(text, start).answer();
        }
    }

    Asked of(String question) {
        return of(question, Optional.empty());
    }

    /** A question that is answered at once, whatever the model does otherwise. */
    Asked atOnce(String question) {
        return of(question, Optional.of(false));
    }

    private Asked of(String question, Optional<Boolean> thinking) {
        if (chats) {
            var written = new PromptWriter(model).write(List.of(Map.of("role", "user", "content", question)), thinking);
            return new Asked(written.ids(), written.start());
        }
        return new Asked(beginning(tokenizer.encode(question + "\n", false)), ReasoningSplitter.Start.ANSWERING);
    }

    /** The ids after the token that begins a document, where there is one. */
    int[] beginning(int[] ids) {
        if (begin().isEmpty()) {
            return ids;
        }
        return joined(new int[] {begin().getAsInt()}, ids);
    }

    static int[] joined(int[] first, int[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
