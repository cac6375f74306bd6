package dev.ferkel.internal.tokenizer;

/** What patterns ask of characters, as a table of bits: general categories and White_Space. */
final class Kinds {
    /** Categories L, M, N, P and S. */
    static final int LETTER = 1;

    static final int MARK = 2;
    static final int NUMBER = 4;
    static final int PUNCTUATION = 8;
    static final int SYMBOL = 16;
    /** The property White_Space, which is what {@code \s} means; all of it in the BMP. */
    static final int SPACE = 32;
    /** CR and LF. */
    static final int NEWLINE = 64;

    private static final byte[] BMP = new byte[1 << 16];
    /** Marks the first half of a surrogate pair in the table. */
    private static final byte PAIR = -1;

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = Character.isHighSurrogate((char) c) ? PAIR : (byte) of(c);
        }
    }

    private Kinds() {}

    static int of(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> LETTER;
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> MARK;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> PUNCTUATION;
            case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.MODIFIER_SYMBOL, Character.OTHER_SYMBOL ->
                SYMBOL;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
            default ->
                codePoint == '\n' || codePoint == '\r'
                        ? SPACE | NEWLINE
                        : codePoint >= '\t' && codePoint <= '\r' || codePoint == 0x85 ? SPACE : 0;
        };
    }

    /** The kind of the character at {@code i}; the text has no lone surrogates. */
    static int at(char[] text, int i) {
        int kind = BMP[text[i]];
        return kind == PAIR ? of(Character.toCodePoint(text[i], text[i + 1])) : kind;
    }

    /** Where the next character is. */
    static int after(char[] text, int i) {
        return Character.isHighSurrogate(text[i]) ? i + 2 : i + 1;
    }

    static boolean isSpace(char c) {
        return (BMP[c] & SPACE) != 0 && BMP[c] != PAIR;
    }

    /** The end of the characters from {@code i} on that are of one of these kinds. */
    static int run(char[] text, int i, int to, int kinds) {
        while (i < to) {
            int kind = BMP[text[i]];
            if (kind == PAIR) {
                if ((at(text, i) & kinds) == 0) {
                    break;
                }
                i++;
            } else if ((kind & kinds) == 0) {
                break;
            }
            i++;
        }
        return i;
    }

    /** The end of the characters from {@code i} on that are of none of these kinds. */
    static int runWithout(char[] text, int i, int to, int kinds) {
        while (i < to) {
            int kind = BMP[text[i]];
            if (kind == PAIR) {
                if ((at(text, i) & kinds) != 0) {
                    break;
                }
                i++;
            } else if ((kind & kinds) != 0) {
                break;
            }
            i++;
        }
        return i;
    }
}
