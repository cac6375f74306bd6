package dev.ferkel.internal.tool;

import java.util.List;

/**
 * Tells calls from text while both come, cut anywhere. What begins like a call and is none is text. One instance an
 * answer; no piece is empty.
 */
public sealed interface ToolReader permits MarkedToolReader, JsonToolReader {
    /** What some more text releases. */
    List<ToolPiece> accept(String text);

    /** What is left when nothing more comes. */
    List<ToolPiece> end();
}
