package dev.ferkel.tokenizer;

/** Takes the pieces a text is cut into, as ranges of it. */
@FunctionalInterface
interface Pieces {
    void piece(String text, int from, int to);
}
