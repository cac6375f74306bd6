package dev.ferkel.internal.constraint.text;

import dev.ferkel.error.FerkelException;
import java.util.function.IntConsumer;

/** A set of code points in brackets. */
final class RegexClass {
    private final String pattern;
    private final IntConsumer end;
    private int at;

    /**
     * @param at behind the opening bracket
     * @param end gets the place behind the closing one
     */
    RegexClass(String pattern, int at, IntConsumer end) {
        this.pattern = pattern;
        this.at = at;
        this.end = end;
    }

    CharSet read() {
        boolean negative = pattern.startsWith("^", at);
        at += negative ? 1 : 0;
        var set = CharSet.NONE;
        while (!pattern.startsWith("]", at)) {
            var low = member();
            if (pattern.startsWith("-", at) && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
                int back = at++;
                var high = member();
                if (isOne(low) && isOne(high)) {
                    if (high.first() < low.first()) {
                        throw wrong("a range's ends are in the wrong order");
                    }
                    low = CharSet.range(low.first(), high.first());
                } else {
                    at = back + 1;
                    low = low.or(CharSet.of('-'));
                }
            }
            set = set.or(low);
        }
        end.accept(at + 1);
        return negative ? set.not() : set;
    }

    private static boolean isOne(CharSet set) {
        return !set.isEmpty() && set.equals(CharSet.of(set.first()));
    }

    private CharSet member() {
        if (at >= pattern.length()) {
            throw wrong("a set in brackets does not end");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
            return CharSet.of(c);
        }
        if (at >= pattern.length()) {
            throw wrong("nothing is escaped");
        }
        if (pattern.charAt(at) == 'b') {
            at++;
            return CharSet.of('\b');
        }
        var escape = new RegexEscape(pattern, at);
        var set = escape.read();
        at = escape.end();
        return set;
    }

    private FerkelException wrong(String what) {
        return FerkelException.of("pattern '%s', character %d: %s", pattern, at + 1, what);
    }
}
