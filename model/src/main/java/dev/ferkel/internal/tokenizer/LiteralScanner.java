package dev.ferkel.internal.tokenizer;

import java.util.Arrays;

/** A text to be found as it is. */
final class LiteralScanner extends Scanner {
    private final char[] literal;

    /** @param literal not empty */
    LiteralScanner(String literal) {
        this.literal = literal.toCharArray();
    }

    @Override
    long next(char[] text, int from, int to) {
        for (int i = from; i + literal.length <= to; i++) {
            if (text[i] == literal[0] && Arrays.equals(text, i, i + literal.length, literal, 0, literal.length)) {
                return match(i, i + literal.length);
            }
        }
        return NONE;
    }
}
