package dev.ferkel.internal.constraint;

import org.jspecify.annotations.Nullable;

/** Free text that watches for a mark (Knuth, Morris and Pratt 1977); a token that steers a model is no text. */
final class TextUntil extends State {
    private final byte[] mark;
    private final int matched;
    private final TextUntil[] all;
    private final State rest;
    private final @Nullable State follow;

    private TextUntil(byte[] mark, int matched, TextUntil[] all, State rest, @Nullable State follow) {
        this.mark = mark;
        this.matched = matched;
        this.all = all;
        this.rest = rest;
        this.follow = follow;
    }

    /**
     * Before the text.
     *
     * @param rest what follows the mark
     * @param follow what follows a text without it; null if the mark has to come
     */
    static State of(byte[] mark, State rest, @Nullable State follow) {
        var all = new TextUntil[mark.length];
        for (int i = 0; i < mark.length; i++) {
            all[i] = new TextUntil(mark, i, all, rest, follow);
        }
        return all[0];
    }

    @Override
    public @Nullable State next(int b) {
        if (matches(matched, b)) {
            return matched + 1 == mark.length ? rest : all[matched + 1];
        }
        boolean special = mark[0] == (byte) TokenTrie.SPECIAL;
        if (b == TokenTrie.SPECIAL || (special && matched > 0)) {
            return null;
        }
        for (int length = matched; length > 0; length--) {
            // the longest end of what was read, b included, that begins the mark
            if (begins(length, b)) {
                return all[length];
            }
        }
        return all[0];
    }

    private boolean matches(int at, int b) {
        return (mark[at] & 0xff) == b;
    }

    private boolean begins(int length, int b) {
        if (!matches(length - 1, b)) {
            return false;
        }
        for (int i = 0; i < length - 1; i++) {
            if (mark[i] != mark[matched - length + 1 + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean accepts() {
        return follow != null && follow.accepts();
    }
}
