package dev.ferkel.tokenizer;

import dev.ferkel.tensor.FerkelException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Cuts text into the pieces that are merged on their own (tokenizers' {@code pre_tokenizer}). */
sealed interface PreTokenizer {
    void cut(String text, int from, int to, Pieces pieces);

    /** What happens to the matches of a {@link Split}. */
    enum Behavior {
        REMOVED,
        ISOLATED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS
    }

    /** One after the other, each on the pieces of the one before. */
    record Sequence(List<PreTokenizer> steps) implements PreTokenizer {
        @Override
        public void cut(String text, int from, int to, Pieces pieces) {
            step(0, text, from, to, pieces);
        }

        private void step(int i, String text, int from, int to, Pieces pieces) {
            if (i == steps.size()) {
                pieces.piece(text, from, to);
            } else {
                steps.get(i).cut(text, from, to, (t, a, b) -> step(i + 1, t, a, b, pieces));
            }
        }
    }

    /** Puts a space in front of a text that begins without one. */
    record PrefixSpace() implements PreTokenizer {
        @Override
        public void cut(String text, int from, int to, Pieces pieces) {
            if (from == to || Character.isWhitespace(text.charAt(from))) {
                pieces.piece(text, from, to);
            } else {
                pieces.piece(" " + text.substring(from, to), 0, to - from + 1);
            }
        }
    }

    /** Cuts at the matches of a pattern; with {@code invert} what lies between them are the matches. */
    record Split(Pattern pattern, Behavior behavior, boolean invert) implements PreTokenizer {
        private record Part(int from, int to, boolean match) {}

        @Override
        public void cut(String text, int from, int to, Pieces pieces) {
            try {
                if (behavior == Behavior.ISOLATED) {
                    isolated(text, from, to, pieces);
                } else {
                    for (var part : join(parts(text, from, to))) {
                        if (!(behavior == Behavior.REMOVED && part.match())) {
                            pieces.piece(text, part.from(), part.to());
                        }
                    }
                }
            } catch (StackOverflowError e) {
                throw new FerkelException("the tokenizer's pattern '" + pattern + "' can't cope with this text", e);
            }
        }

        private void isolated(String text, int from, int to, Pieces pieces) {
            var matcher = pattern.matcher(text).region(from, to).useAnchoringBounds(true);
            int at = from;
            while (matcher.find()) {
                if (matcher.end() == matcher.start()) {
                    continue;
                }
                if (matcher.start() > at) {
                    pieces.piece(text, at, matcher.start());
                }
                at = matcher.end();
                pieces.piece(text, matcher.start(), at);
            }
            if (at < to) {
                pieces.piece(text, at, to);
            }
        }

        private List<Part> parts(String text, int from, int to) {
            var parts = new ArrayList<Part>();
            var matcher = pattern.matcher(text).region(from, to);
            int at = from;
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    if (matcher.start() > at) {
                        parts.add(new Part(at, matcher.start(), invert));
                    }
                    parts.add(new Part(matcher.start(), matcher.end(), !invert));
                    at = matcher.end();
                }
            }
            if (at < to) {
                parts.add(new Part(at, to, invert));
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
                    joined.add(
                            new Part(Math.min(last.from(), part.from()), Math.max(last.to(), part.to()), part.match()));
                } else {
                    joined.add(part);
                }
                previous = part.match();
            }
            return joined;
        }
    }
}
