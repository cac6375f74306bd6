package dev.ferkel.cli;

import java.util.ArrayList;
import java.util.List;

/** Tells reasoning from answer as the text comes: what is between {@code <think>} and {@code </think>}. */
final class ReasoningSplitter {
    enum Kind {
        REASONING,
        ANSWER
    }

    record Piece(Kind kind, String text) {}

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private final StringBuilder held = new StringBuilder();
    private Kind kind;
    private boolean fresh = true;

    /** @param inside whether the prompt ended within the reasoning */
    ReasoningSplitter(boolean inside) {
        kind = inside ? Kind.REASONING : Kind.ANSWER;
    }

    List<Piece> accept(String text) {
        held.append(text);
        return release(false);
    }

    List<Piece> end() {
        return release(true);
    }

    private List<Piece> release(boolean all) {
        var pieces = new ArrayList<Piece>();
        while (true) {
            var tag = kind == Kind.REASONING ? CLOSE : OPEN;
            int at = held.indexOf(tag);
            give(pieces, at >= 0 ? at : held.length() - (all ? 0 : beginning(tag)));
            if (at < 0) {
                return pieces;
            }
            held.delete(0, tag.length());
            kind = kind == Kind.REASONING ? Kind.ANSWER : Kind.REASONING;
            fresh = true;
        }
    }

    private void give(List<Piece> pieces, int length) {
        var text = held.substring(0, length);
        held.delete(0, length);
        var shown = fresh ? text.stripLeading() : text;
        if (!shown.isEmpty()) {
            fresh = false;
            pieces.add(new Piece(kind, shown));
        }
    }

    private int beginning(String tag) {
        for (int n = Math.min(tag.length() - 1, held.length()); n > 0; n--) {
            if (tag.startsWith(held.substring(held.length() - n))) {
                return n;
            }
        }
        return 0;
    }
}
