package dev.ferkel.internal.tool;

/** Whether a model calls tools. */
public sealed interface ToolChoice {
    /** It may not. */
    record None() implements ToolChoice {}

    /** It decides. */
    record Auto() implements ToolChoice {}

    /** It must call at least one. */
    record Required() implements ToolChoice {}

    /** It must call this one. */
    record Named(String name) implements ToolChoice {}

    /** Whether an answer without a call is not accepted. */
    default boolean isForced() {
        return this instanceof Required || this instanceof Named;
    }
}
