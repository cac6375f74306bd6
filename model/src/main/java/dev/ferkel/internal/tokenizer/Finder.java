package dev.ferkel.internal.tokenizer;

/** A pattern's matches in a piece of text: leftmost first, without overlaps, as the reference's engine (Oniguruma) finds them. */
interface Finder {
    /** Takes matches; they may be empty. */
    @FunctionalInterface
    interface Matches {
        void match(int from, int to);
    }

    /** The range [from, to) is all that the pattern sees: anchors and lookaround end there. */
    void find(char[] text, int from, int to, Matches matches);
}
