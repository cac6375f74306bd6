package dev.ferkel.internal.constraint;

/** A compiled form of text. What it builds while it is used is used by one thread at a time. */
public interface Machine {
    /** Its first state; where the text may end, {@code follow} goes on. */
    State start(State follow);
}
