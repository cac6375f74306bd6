package dev.ferkel.internal.tokenizer;

import java.util.function.IntPredicate;

/** A set of characters with a quick test: a bitmap for the BMP, a predicate beyond. */
final class CharSet {
    private final long[] bmp = new long[1 << 10];
    private final IntPredicate rest;

    CharSet(IntPredicate codePoints) {
        rest = codePoints;
        for (int c = 0; c < 1 << 16; c++) {
            if (!Character.isSurrogate((char) c) && codePoints.test(c)) {
                bmp[c >>> 6] |= 1L << c;
            }
        }
    }

    boolean has(char[] text, int i) {
        char c = text[i];
        return Character.isHighSurrogate(c)
                ? rest.test(Character.toCodePoint(c, text[i + 1]))
                : (bmp[c >>> 6] >>> c & 1) != 0;
    }
}
