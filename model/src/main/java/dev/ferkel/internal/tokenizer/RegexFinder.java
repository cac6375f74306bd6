package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.regex.Pattern;

/**
 * Any pattern, through Java's engine, with a bound on its work: patterns come with model files, and some take
 * exponential time.
 */
record RegexFinder(Pattern pattern) implements Finder {
    private static final long STEPS_A_CHARACTER = 256;
    private static final long STEPS = 1 << 12; // a text may have as many pieces as characters

    @Override
    public void find(char[] text, int from, int to, Matches matches) {
        if (from == to) {
            return;
        }
        var piece = new Counted(text, from, to, new long[] {STEPS + STEPS_A_CHARACTER * (to - from)});
        var matcher = pattern.matcher(piece);
        try {
            int end = -1;
            int at = 0;
            while (at <= to - from && matcher.find(at)) {
                if (matcher.end() == end && matcher.start() == end) {
                    // no empty match right behind a match
                    at = end < to - from ? Kinds.after(text, from + end) - from : end + 1;
                } else {
                    end = matcher.end();
                    at = end;
                    matches.match(from + matcher.start(), from + end);
                }
            }
        } catch (StackOverflowError e) {
            throw new FerkelException("the tokenizer's pattern '" + pattern + "' needs too much stack on this text", e);
        }
    }

    private final class Counted implements CharSequence {
        private final char[] text;
        private final int from;
        private final int to;
        private final long[] left;

        Counted(char[] text, int from, int to, long[] left) {
            this.text = text;
            this.from = from;
            this.to = to;
            this.left = left;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw FerkelException.of("the tokenizer's pattern '%s' takes too many steps on this text", pattern);
            }
            return text[from + index];
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, from + start, from + end, left);
        }

        @Override
        public String toString() {
            return new String(text, from, to - from);
        }
    }
}
