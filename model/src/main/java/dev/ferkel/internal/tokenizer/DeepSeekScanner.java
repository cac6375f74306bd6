package dev.ferkel.internal.tokenizer;

import static dev.ferkel.internal.tokenizer.Kinds.LETTER;
import static dev.ferkel.internal.tokenizer.Kinds.MARK;
import static dev.ferkel.internal.tokenizer.Kinds.NEWLINE;
import static dev.ferkel.internal.tokenizer.Kinds.PUNCTUATION;
import static dev.ferkel.internal.tokenizer.Kinds.SPACE;
import static dev.ferkel.internal.tokenizer.Kinds.SYMBOL;

/** The third of DeepSeek-V3's patterns, {@link KnownPatterns#DEEPSEEK_V3}. */
final class DeepSeekScanner extends WordScanner {
    @Override
    int end(char[] text, int i, int to) {
        int kind = Kinds.at(text, i);
        int after = Kinds.after(text, i);
        if (text[i] < 128 && (kind & (PUNCTUATION | SYMBOL)) != 0 && after < to && asciiLetter(text[after])) {
            while (after < to && asciiLetter(text[after])) {
                after++;
            }
            return after;
        }
        if ((kind & (LETTER | MARK)) != 0) {
            return Kinds.run(text, i, to, LETTER | MARK);
        }
        if ((kind & (NEWLINE | PUNCTUATION | SYMBOL)) == 0
                && after < to
                && (Kinds.at(text, after) & (LETTER | MARK)) != 0) {
            return Kinds.run(text, after, to, LETTER | MARK);
        }
        int word = text[i] == ' ' && after < to ? after : i;
        if ((Kinds.at(text, word) & (PUNCTUATION | SYMBOL)) != 0) {
            return Kinds.run(text, Kinds.run(text, word, to, PUNCTUATION | SYMBOL), to, NEWLINE);
        }
        return (kind & SPACE) != 0 ? whitespace(text, i, to, true, true) : i;
    }

    private static boolean asciiLetter(char c) {
        return (c | 32) >= 'a' && (c | 32) <= 'z';
    }
}
