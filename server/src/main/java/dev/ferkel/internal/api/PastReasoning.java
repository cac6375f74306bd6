package dev.ferkel.internal.api;

/** What becomes of {@code reasoning_content} in past messages. */
public enum PastReasoning {
    /** It may be there; templates show it or leave it out. */
    ACCEPT,
    /** It may not be there (deepseek-reasoner's rule of 2025). */
    REFUSE,
    /** Where an answer called tools, it must be there (DeepSeek-V3.2's rule). */
    REQUIRE
}
