package dev.ferkel.internal.tokenizer;

import static dev.ferkel.internal.tokenizer.Kinds.LETTER;
import static dev.ferkel.internal.tokenizer.Kinds.NEWLINE;
import static dev.ferkel.internal.tokenizer.Kinds.NUMBER;
import static dev.ferkel.internal.tokenizer.Kinds.SPACE;

/** The pattern of Llama 3, {@link KnownPatterns#LLAMA3}, and that of Qwen 2, which takes one digit at a time. */
final class LlamaScanner extends WordScanner {
    private final int digits;
    private final Case contractions;

    LlamaScanner(int digits, Case contractions) {
        this.digits = digits;
        this.contractions = contractions;
    }

    @Override
    int end(char[] text, int i, int to) {
        if (text[i] == '\'') {
            int end = contraction(text, i, to, contractions);
            if (end > i) {
                return end;
            }
        }
        int kind = Kinds.at(text, i);
        if ((kind & LETTER) != 0) {
            return Kinds.run(text, i, to, LETTER);
        }
        int after = Kinds.after(text, i);
        if ((kind & (NUMBER | NEWLINE)) == 0 && after < to && (Kinds.at(text, after) & LETTER) != 0) {
            return Kinds.run(text, after, to, LETTER);
        }
        if ((kind & NUMBER) != 0) {
            for (int n = 1; n < digits && after < to && (Kinds.at(text, after) & NUMBER) != 0; n++) {
                after = Kinds.after(text, after);
            }
            return after;
        }
        int word = text[i] == ' ' && after < to ? after : i;
        if ((Kinds.at(text, word) & (SPACE | LETTER | NUMBER)) == 0) {
            return Kinds.run(text, Kinds.runWithout(text, word, to, SPACE | LETTER | NUMBER), to, NEWLINE);
        }
        return whitespace(text, i, to, true, true);
    }
}
