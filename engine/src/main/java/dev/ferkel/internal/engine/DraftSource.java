package dev.ferkel.internal.engine;

/** Where drafts come from. */
public enum DraftSource {
    /** None. */
    OFF,
    /** The checkpoint's multi-token prediction module where it has one, otherwise what followed the same words before. */
    AUTO,
    /** What followed the last few tokens where they stood before in prompt or answer. */
    LOOKUP,
    /** The checkpoint's multi-token prediction module. */
    MTP
}
