package dev.ferkel.internal.tokenizer;

import static dev.ferkel.internal.tokenizer.Kinds.LETTER;
import static dev.ferkel.internal.tokenizer.Kinds.NUMBER;
import static dev.ferkel.internal.tokenizer.Kinds.SPACE;

/** GPT-2's pattern, {@link KnownPatterns#GPT2}; llama.cpp's spelling of it lacks the last alternative. */
final class Gpt2Scanner extends WordScanner {
    private final boolean single;

    Gpt2Scanner(boolean single) {
        this.single = single;
    }

    @Override
    int end(char[] text, int i, int to) {
        if (text[i] == '\'') {
            int end = contraction(text, i, to, Case.SMALL);
            if (end > i) {
                return end;
            }
        }
        int word = text[i] == ' ' && i + 1 < to ? i + 1 : i;
        int kind = Kinds.at(text, word);
        if ((kind & LETTER) != 0) {
            return Kinds.run(text, word, to, LETTER);
        }
        if ((kind & NUMBER) != 0) {
            return Kinds.run(text, word, to, NUMBER);
        }
        if ((kind & SPACE) == 0) {
            return Kinds.runWithout(text, word, to, SPACE | LETTER | NUMBER);
        }
        return whitespace(text, i, to, false, single);
    }
}
