package dev.ferkel.internal.tool;

/** What a model said, as {@link ToolReader} understands it. */
public sealed interface ToolPiece {
    /** Text beside calls. */
    record Text(String text) implements ToolPiece {}

    /** A call begins. */
    record Call(int index, String name) implements ToolPiece {}

    /** More of a call's arguments, as JSON. */
    record Arguments(int index, String json) implements ToolPiece {}
}
