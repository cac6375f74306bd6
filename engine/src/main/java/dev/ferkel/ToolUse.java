package dev.ferkel;

/** Whether a model calls the tools that it is given. */
public enum ToolUse {
    /** It decides. */
    AUTO,
    /** It calls at least one. */
    REQUIRED,
    /** It calls none. */
    NONE
}
