package dev.ferkel.internal.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Cuts at the matches of a pattern; with {@code invert} what lies between them are the matches. */
record Split(Finder finder, Behavior behavior, boolean invert) implements PreTokenizer {
    /** What happens to the matches. */
    enum Behavior {
        REMOVED,
        ISOLATED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS
    }

    private record Part(int from, int to, boolean match) {}

    static Split isolated(Finder finder) {
        return new Split(finder, Behavior.ISOLATED, false);
    }

    @Override
    public void cut(char[] text, int from, int to, Pieces pieces) {
        if (behavior == Behavior.ISOLATED) {
            var isolated = new Isolated(text, from, pieces);
            finder.find(text, from, to, isolated);
            isolated.upTo(to);
            return;
        }
        for (var part : join(parts(text, from, to))) {
            if (part.to() > part.from() && !(behavior == Behavior.REMOVED && part.match())) {
                pieces.piece(text, part.from(), part.to());
            }
        }
    }

    /** Passes on each match and what lies between. */
    private static final class Isolated implements Finder.Matches {
        private final char[] text;
        private final Pieces pieces;
        private int at;

        Isolated(char[] text, int at, Pieces pieces) {
            this.text = text;
            this.at = at;
            this.pieces = pieces;
        }

        @Override
        public void match(int from, int to) {
            upTo(from);
            upTo(to);
        }

        void upTo(int to) {
            if (to > at) {
                pieces.piece(text, at, to);
                at = to;
            }
        }
    }

    /** Matches, empty ones too, and what lies between, in order. */
    private List<Part> parts(char[] text, int from, int to) {
        var parts = new ArrayList<Part>();
        int[] at = {from};
        finder.find(text, from, to, (a, b) -> {
            if (a > at[0]) {
                parts.add(new Part(at[0], a, invert));
            }
            parts.add(new Part(a, b, !invert));
            at[0] = b;
        });
        if (at[0] < to) {
            parts.add(new Part(at[0], to, invert));
        }
        return parts;
    }

    private List<Part> join(List<Part> parts) {
        return switch (behavior) {
            case ISOLATED, REMOVED -> parts;
            case CONTIGUOUS -> fold(parts, false);
            case MERGED_WITH_PREVIOUS -> fold(parts, true);
            case MERGED_WITH_NEXT -> fold(parts.reversed(), true).reversed();
        };
    }

    /** Joins neighbours: of the same kind, or ({@code attach}) a match to what is not one before it. */
    private static List<Part> fold(List<Part> parts, boolean attach) {
        var joined = new ArrayList<Part>();
        boolean previous = false;
        for (var part : parts) {
            boolean join = attach ? part.match() && !previous : part.match() == previous;
            if (join && !joined.isEmpty()) {
                var last = joined.removeLast();
                joined.add(new Part(Math.min(last.from(), part.from()), Math.max(last.to(), part.to()), part.match()));
            } else {
                joined.add(part);
            }
            previous = part.match();
        }
        return joined;
    }
}
