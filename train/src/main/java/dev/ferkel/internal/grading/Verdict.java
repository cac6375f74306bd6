package dev.ferkel.internal.grading;

/** What became of an answer. */
public enum Verdict {
    CORRECT,
    WRONG,
    /** The text names no final answer. */
    NO_ANSWER
}
