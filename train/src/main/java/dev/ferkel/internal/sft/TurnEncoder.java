package dev.ferkel.internal.sft;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.chat.ChatTemplate;
import dev.ferkel.internal.chat.ReasoningSplitter.Start;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.List;
import java.util.Map;

/** Turns as a chat template writes them: what a server would hand to the model, then what the model is to say. */
public final class TurnEncoder {
    private static final String END_OF_THINKING = "</think>";

    private final ChatTemplate template;
    private final Tokenizer tokenizer;
    private final int end;

    /** @throws FerkelException if the tokenizer has no end token */
    public TurnEncoder(ChatTemplate template, Tokenizer tokenizer) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.end = tokenizer.eos().orElseThrow(() -> FerkelException.of("the tokenizer has no end-of-sentence token"));
    }

    /**
     * The tokens that an answer follows.
     *
     * @param messages in OpenAI's shape
     */
    public int[] prompt(List<Map<String, ?>> messages, boolean thinking) {
        return tokenizer.encode(text(messages, thinking), false);
    }

    private String text(List<Map<String, ?>> messages, boolean thinking) {
        return template.render(messages, null, true, Map.of("thinking", thinking, "enable_thinking", thinking));
    }

    /** @throws FerkelException if the template opens no reasoning and the turn has some */
    public Example example(Turn turn) {
        boolean thinking = turn.reasoning().isPresent();
        var text = text(turn.history(), thinking);
        if (thinking && template.startOf(text) != Start.THINKING) {
            throw FerkelException.of("%s: opens no reasoning, but the data have some", template.name());
        }
        var prompt = tokenizer.encode(text, false);
        var said = thinking ? turn.reasoning().orElseThrow() + END_OF_THINKING + turn.answer() : turn.answer();
        var answer = tokenizer.encode(said, false);
        var ids = new int[prompt.length + answer.length + 1];
        System.arraycopy(prompt, 0, ids, 0, prompt.length);
        System.arraycopy(answer, 0, ids, prompt.length, answer.length);
        ids[ids.length - 1] = end;
        return new Example(ids, prompt.length);
    }

    public int end() {
        return end;
    }
}
