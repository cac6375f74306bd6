package dev.ferkel.internal.problem;

/** How a solution is written. Each ends with the line {@code Answer: ...}. */
public enum Style {
    /** The answer's line alone. */
    DIRECT,
    /** Short worked steps that all hold. */
    STEPS,
    /** Attempts that fail, are noticed and taken back, then the one that holds. */
    SEARCH
}
