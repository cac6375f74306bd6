package dev.ferkel.internal.tokenizer;

import static dev.ferkel.internal.tokenizer.Kinds.NEWLINE;
import static dev.ferkel.internal.tokenizer.Kinds.SPACE;

/** What the patterns for words have in common: contractions and the three ways to take whitespace. */
abstract class WordScanner extends Scanner {
    private static final String[] CONTRACTIONS = {"s", "t", "re", "ve", "m", "ll", "d"};
    private static final char LONG_S = 'ſ';

    /** The end of a match that begins at {@code i}, or {@code i}. */
    abstract int end(char[] text, int i, int to);

    @Override
    final long next(char[] text, int from, int to) {
        for (int i = from; i < to; i = Kinds.after(text, i)) {
            int end = end(text, i, to);
            if (end > i) {
                return match(i, end);
            }
        }
        return NONE;
    }

    /** Which spellings of {@code 's 't 're 've 'm 'll 'd} count: small letters, both cases, or also the long s. */
    enum Case {
        SMALL,
        BOTH,
        UNICODE
    }

    /** After an apostrophe at {@code i}: the end of a contraction, or {@code i}. */
    static int contraction(char[] text, int i, int to, Case letters) {
        for (var c : CONTRACTIONS) {
            int end = i + 1 + c.length();
            if (end <= to
                    && same(text[i + 1], c.charAt(0), letters)
                    && same(text[end - 1], c.charAt(c.length() - 1), letters)) {
                return end;
            }
        }
        return i;
    }

    private static boolean same(char c, char small, Case letters) {
        return c == small
                || letters != Case.SMALL && c == small - 'a' + 'A'
                || letters == Case.UNICODE && small == 's' && c == LONG_S;
    }

    /**
     * {@code \s*[\r\n]+|\s+(?!\S)|\s+} for whitespace at {@code i}: up to the last line end, or else all of it but the one
     * that belongs to the word behind, or else all.
     *
     * @param lines whether the pattern has the first alternative
     * @param single whether it has the last
     */
    static int whitespace(char[] text, int i, int to, boolean lines, boolean single) {
        int end = Kinds.run(text, i, to, SPACE);
        if (lines) {
            for (int last = end - 1; last >= i; last--) {
                if ((Kinds.at(text, last) & NEWLINE) != 0) {
                    return last + 1;
                }
            }
        }
        return end == to || single && end == i + 1 ? end : end - 1;
    }
}
