package dev.ferkel.internal.tokenizer;

/** {@code [set]{1,most}}, or {@code \s?[set]+} with {@code space}. */
final class RunScanner extends Scanner {
    private final CharSet set;
    private final int most;
    private final boolean space;

    RunScanner(CharSet set, int most, boolean space) {
        this.set = set;
        this.most = most;
        this.space = space;
    }

    @Override
    long next(char[] text, int from, int to) {
        for (int i = from; i < to; i = Kinds.after(text, i)) {
            if (set.has(text, i)) {
                return match(i, end(text, i, to));
            }
            if (space && i + 1 < to && Kinds.isSpace(text[i]) && set.has(text, i + 1)) {
                return match(i, end(text, i + 1, to));
            }
        }
        return NONE;
    }

    private int end(char[] text, int i, int to) {
        for (int n = 0; n < most && i < to && set.has(text, i); n++) {
            i = Kinds.after(text, i);
        }
        return i;
    }
}
