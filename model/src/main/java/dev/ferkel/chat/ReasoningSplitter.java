package dev.ferkel.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells reasoning from answer as a text comes: what lies between {@code <think>} and {@code </think>}. Tags may be cut
 * anywhere and are never released, nor is white space around them. Not for several threads.
 */
public final class ReasoningSplitter {
    /** What a text begins with. */
    public enum Start {
        /** Reasoning: the prompt ended with {@code <think>}. */
        THINKING,
        /** The answer: the prompt ended with {@code </think>}, or the model does not reason. */
        ANSWERING,
        /**
         * The prompt leaves it to a model that reasons. Such models write {@code <think>} first; some leave it out and
         * reason all the same (DeepSeek-R1 does), so a text without the tag is taken for reasoning, too.
         */
        UNKNOWN
    }

    /** What a piece is. */
    public enum Kind {
        REASONING,
        ANSWER
    }

    /** Some text of one kind, never empty. */
    public record Piece(Kind kind, String text) {}

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private final StringBuilder held = new StringBuilder();
    private Kind kind;
    /** The opening tag may still come, with nothing before it. */
    private boolean mayOpen;
    /** Nothing of this kind was released since the last tag. */
    private boolean fresh = true;

    public ReasoningSplitter(Start start) {
        kind = start == Start.ANSWERING ? Kind.ANSWER : Kind.REASONING;
        mayOpen = true;
    }

    /** What one more piece of text releases; often nothing. */
    public List<Piece> accept(String text) {
        held.append(text);
        return release(false);
    }

    /** What is left when no more text comes. */
    public List<Piece> end() {
        return release(true);
    }

    private List<Piece> release(boolean all) {
        var pieces = new ArrayList<Piece>();
        while (true) {
            if (fresh) {
                held.delete(0, held.length() - held.toString().stripLeading().length());
            }
            if (mayOpen && !opened(all)) {
                return pieces;
            }
            if (kind == Kind.ANSWER) {
                give(pieces, held.length());
                return pieces;
            }
            int at = held.indexOf(CLOSE);
            if (at < 0) {
                give(pieces, all ? held.length() : held.length() - kept());
                return pieces;
            }
            give(pieces, held.substring(0, at).stripTrailing().length());
            held.delete(0, held.indexOf(CLOSE) + CLOSE.length());
            kind = Kind.ANSWER;
            fresh = true;
        }
    }

    /** Takes the opening tag; false if more text has to come before it is known whether it is there. */
    private boolean opened(boolean all) {
        if (held.length() < OPEN.length() && OPEN.startsWith(held.toString()) && !all) {
            return false;
        }
        mayOpen = false;
        if (held.indexOf(OPEN) == 0) {
            held.delete(0, OPEN.length());
            held.delete(0, held.length() - held.toString().stripLeading().length());
            kind = Kind.REASONING;
        }
        return true;
    }

    private void give(List<Piece> pieces, int length) {
        if (length > 0) {
            pieces.add(new Piece(kind, held.substring(0, length)));
            held.delete(0, length);
            fresh = false;
        }
    }

    /** Characters at the end that may begin the closing tag, or be white space before it. */
    private int kept() {
        int tag = 0;
        for (int n = Math.min(CLOSE.length() - 1, held.length()); n > 0 && tag == 0; n--) {
            if (CLOSE.startsWith(held.substring(held.length() - n))) {
                tag = n;
            }
        }
        var before = held.substring(0, held.length() - tag);
        return held.length() - before.stripTrailing().length();
    }
}
