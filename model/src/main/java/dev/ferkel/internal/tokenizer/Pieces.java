package dev.ferkel.internal.tokenizer;

/** Takes the pieces a text is cut into, as ranges of it; none is empty. */
@FunctionalInterface
public interface Pieces {
    void piece(char[] text, int from, int to);
}
