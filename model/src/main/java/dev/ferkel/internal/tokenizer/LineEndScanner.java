package dev.ferkel.internal.tokenizer;

/** {@code \s+$}: whitespace up to the end of the text, or of a line. */
final class LineEndScanner extends Scanner {
    @Override
    long next(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Kinds.isSpace(text[i])) {
                int end = Kinds.run(text, i, to, Kinds.SPACE);
                int last = end;
                while (last < to && last > i && text[last] != '\n') {
                    last--;
                }
                if (last > i) {
                    return match(i, last);
                }
                i = end;
            }
        }
        return NONE;
    }
}
