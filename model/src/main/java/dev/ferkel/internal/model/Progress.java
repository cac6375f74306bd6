package dev.ferkel.internal.model;

/** Hears how far long work is. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (done, total) -> {};

    void at(long done, long total);
}
