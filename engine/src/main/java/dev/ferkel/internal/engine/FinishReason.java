package dev.ferkel.internal.engine;

/** Why an answer ended. */
public enum FinishReason {
    /** The model ended it, or a stop string or stop id came. */
    STOP,
    /** It reached the request's tokens or the context's end. */
    LENGTH,
    /** The request's time was over. */
    TIME,
    /** The caller cancelled it. */
    CANCELLED
}
