package dev.ferkel;

/** Where guesses of the next tokens come from, which are checked several at once. The text is the same with and without. */
public enum Drafts {
    /** None. */
    OFF,
    /** The model's multi-token prediction module where it has one, otherwise as {@link #LOOKUP}. */
    AUTO,
    /** What followed the last few tokens where they stood before in the conversation. */
    LOOKUP,
    /** The model's multi-token prediction module (DeepSeek-V3, section 2.2); a model without one is refused. */
    MTP
}
