package dev.ferkel.internal.tool;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells calls from text while both come, cut anywhere. What begins like a call and is none is text. One instance an
 * answer; no piece is empty.
 */
public abstract sealed class ToolReader permits MarkedToolReader, JsonToolReader {
    /** What came and was not understood yet. */
    final StringBuilder held = new StringBuilder();

    final List<ToolPiece> pieces = new ArrayList<>();

    /** What some more text releases. */
    public final List<ToolPiece> accept(String text) {
        held.append(text);
        return run(false);
    }

    /** What is left when nothing more comes. */
    public final List<ToolPiece> end() {
        return run(true);
    }

    private List<ToolPiece> run(boolean end) {
        pieces.clear();
        boolean more = true;
        while (more) {
            more = step(end);
        }
        return List.copyOf(pieces);
    }

    /** Looks at what is held; whether it is to be looked at again. */
    abstract boolean step(boolean end);

    /** Passes on what is held up to {@code to} as text. */
    final void release(int to) {
        if (to > 0) {
            pieces.add(new ToolPiece.Text(held.substring(0, to)));
            held.delete(0, to);
        }
    }

    /** Where white space that ends at {@code to} begins. */
    final int stripped(int to) {
        int at = to;
        while (at > 0 && Character.isWhitespace(held.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    final void skipBlank() {
        int n = 0;
        while (n < held.length() && Character.isWhitespace(held.charAt(n))) {
            n++;
        }
        held.delete(0, n);
    }
}
