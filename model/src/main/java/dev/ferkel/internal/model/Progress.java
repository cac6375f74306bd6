package dev.ferkel.internal.model;

/** Hears how far long work is. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (done, total) -> {};

    void at(long done, long total);

    /** Before a model's matrices are packed: that some will take more memory than in its file. */
    default void widens(Widened matrices) {}
}
