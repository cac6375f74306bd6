package dev.ferkel;

/** Why an answer ended. */
public enum EndReason {
    /** The model ended it, or one of the request's stop texts came. */
    STOP,
    /** It reached {@link ChatRequest#maxTokens} or the end of the context. */
    LENGTH,
    /** {@link ChatRequest#timeLimit} was over. */
    TIME,
    /** It was cancelled, or the thread that waited was interrupted. */
    CANCELLED
}
