package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Texts cut apart and put together as Python does it. */
final class Cutting {
    private Cutting() {}

    /** Python's whitespace. */
    static boolean space(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /** @param characters what to take off; whitespace, if it is no text */
    static String strip(String s, @Nullable Object characters, boolean left, boolean right) {
        IntPredicate off = Cutting::space;
        if (characters instanceof String given) {
            var set = new java.util.BitSet();
            given.codePoints().forEach(set::set);
            off = set::get;
        }
        int from = 0;
        int to = s.length();
        while (left && from < to && off.test(s.codePointAt(from))) {
            from = s.offsetByCodePoints(from, 1);
        }
        while (right && to > from && off.test(s.codePointBefore(to))) {
            to = s.offsetByCodePoints(to, -1);
        }
        return s.substring(from, to);
    }

    /** @param most how many occurrences; all, if it is negative */
    static String replace(String s, String from, String to, int most, Budget budget) {
        budget.search(s, from);
        var text = new StringBuilder();
        int at = 0;
        for (int n = 0; n != most; n++) {
            boolean skip = from.isEmpty() && n > 0;
            int found = s.indexOf(from, skip && at < s.length() ? s.offsetByCodePoints(at, 1) : at);
            if (found < 0) {
                break;
            }
            budget.text(found - at + to.length());
            text.append(s, at, found).append(to);
            at = found + from.length();
            if (from.isEmpty() && found >= s.length()) {
                break;
            }
        }
        return text.append(s, at, s.length()).toString();
    }

    /**
     * {@code split} and {@code rsplit}.
     *
     * @param separator a text, or None for whitespace
     * @param limit how many cuts at most; any number, if it is negative
     */
    static List<@Nullable Object> split(String s, @Nullable Object separator, int limit, boolean right, Budget budget) {
        if (separator == null) {
            return right ? wordsFromRight(s, limit, budget) : words(s, limit, budget);
        }
        if (!(separator instanceof String by) || by.isEmpty()) {
            throw new TemplateFailure("empty separator");
        }
        budget.search(s, by);
        var parts = new ArrayList<@Nullable Object>();
        int from = 0;
        int to = s.length();
        while (parts.size() != limit) {
            int at = right ? s.lastIndexOf(by, to - by.length()) : s.indexOf(by, from);
            if (at < 0) {
                break;
            }
            budget.items(8);
            parts.add(right ? s.substring(at + by.length(), to) : s.substring(from, at));
            from = right ? from : at + by.length();
            to = right ? at : to;
        }
        parts.add(s.substring(from, to));
        if (right) {
            Collections.reverse(parts);
        }
        return parts;
    }

    private static List<@Nullable Object> words(String s, int limit, Budget budget) {
        var words = new ArrayList<@Nullable Object>();
        int at = skip(s, 0, true);
        while (at < s.length()) {
            budget.items(8);
            if (words.size() == limit) {
                words.add(s.substring(at));
                break;
            }
            int end = skip(s, at, false);
            words.add(s.substring(at, end));
            at = skip(s, end, true);
        }
        return words;
    }

    private static int skip(String s, int at, boolean spaces) {
        while (at < s.length() && space(s.charAt(at)) == spaces) {
            at++;
        }
        return at;
    }

    private static List<@Nullable Object> wordsFromRight(String s, int limit, Budget budget) {
        var words = new ArrayList<@Nullable Object>();
        int end = skipBack(s, s.length(), true);
        while (end > 0) {
            budget.items(8);
            if (words.size() == limit) {
                words.add(s.substring(0, end));
                break;
            }
            int at = skipBack(s, end, false);
            words.add(s.substring(at, end));
            end = skipBack(s, at, true);
        }
        Collections.reverse(words);
        return words;
    }

    private static int skipBack(String s, int at, boolean spaces) {
        while (at > 0 && space(s.charAt(at - 1)) == spaces) {
            at--;
        }
        return at;
    }

    static String join(String by, List<@Nullable Object> items, Budget budget) {
        var text = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            var item = Printing.str(items.get(i), budget);
            budget.text((long) by.length() + item.length());
            text.append(i == 0 ? "" : by).append(item);
        }
        return text.toString();
    }
}
