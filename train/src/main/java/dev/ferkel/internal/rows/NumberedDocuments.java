package dev.ferkel.internal.rows;

/** Documents by number, endless: the same number is always the same document. */
@FunctionalInterface
public interface NumberedDocuments {
    /** Ids of document {@code index}, its end token the last. */
    int[] document(long index);
}
