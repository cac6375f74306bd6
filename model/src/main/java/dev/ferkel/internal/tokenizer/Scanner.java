package dev.ferkel.internal.tokenizer;

/**
 * A pattern written out by hand. Tokenizers spend most of their time in one of a few patterns; a loop over character
 * kinds is many times faster than a regex engine and takes linear time on any text.
 */
abstract class Scanner implements Finder {
    static final long NONE = -1;

    /** The next match at {@code from} or after, as {@link #match}, or {@link #NONE}. */
    abstract long next(char[] text, int from, int to);

    static long match(int from, int to) {
        return (long) from << 32 | to;
    }

    @Override
    public final void find(char[] text, int from, int to, Matches matches) {
        for (long m = next(text, from, to); m != NONE; m = next(text, (int) m, to)) {
            matches.match((int) (m >>> 32), (int) m);
        }
    }
}
