package dev.ferkel.internal.corpus;

/** A unit of what is learnt from; {@code place} says for people where it comes from. */
public sealed interface Document {
    String place();

    /** Yet to be tokenized. */
    record Text(String place, String text) implements Document {}

    /** Tokenized already. */
    record Tokens(String place, int[] ids) implements Document {}
}
