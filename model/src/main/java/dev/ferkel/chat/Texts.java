package dev.ferkel.chat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** What Python does with texts, in time that grows with their length and no faster. */
@NullUnmarked // None is null here, in lists too, which the checker cannot follow through lambdas
final class Texts {
    /** Up to this length of what is looked for, comparing at each place is fast enough. */
    private static final int SHORT = 16;

    private Texts() {}

    /** The first place of {@code part} at or after {@code from}, or -1. */
    static int search(String s, String part, int from, Budget budget) {
        int found = part.length() <= SHORT ? s.indexOf(part, from) : searchLong(s, part, from, budget);
        budget.read(part.length() + (found < 0 ? s.length() - from : found - from));
        return found;
    }

    /** Knuth, Morris and Pratt's search. */
    private static int searchLong(String s, String part, int from, Budget budget) {
        if (part.length() > s.length() - from) {
            return -1;
        }
        budget.text(2L * part.length());
        var borders = new int[part.length()];
        for (int i = 1, k = 0; i < borders.length; i++) {
            while (k > 0 && part.charAt(i) != part.charAt(k)) {
                k = borders[k - 1];
            }
            k += part.charAt(i) == part.charAt(k) ? 1 : 0;
            borders[i] = k;
        }
        for (int i = from, k = 0; i < s.length(); i++) {
            while (k > 0 && s.charAt(i) != part.charAt(k)) {
                k = borders[k - 1];
            }
            k += s.charAt(i) == part.charAt(k) ? 1 : 0;
            if (k == borders.length) {
                return i - k + 1;
            }
        }
        return -1;
    }

    /** The last place of {@code part}, or -1. */
    static int searchBack(String s, String part, Budget budget) {
        budget.read(part.length() + s.length());
        if (part.length() <= SHORT) {
            return s.lastIndexOf(part);
        }
        int found = search(reversed(s, budget), reversed(part, budget), 0, budget);
        return found < 0 ? -1 : s.length() - part.length() - found;
    }

    private static String reversed(String s, Budget budget) {
        budget.text(s.length());
        var reversed = new StringBuilder(s.length());
        for (int i = s.length() - 1; i >= 0; i--) {
            reversed.append(s.charAt(i));
        }
        return reversed.toString();
    }

    static int count(String s, String part, Budget budget) {
        if (part.isEmpty()) {
            return Python.length(s, budget) + 1;
        }
        int count = 0;
        for (int at = search(s, part, 0, budget); at >= 0; at = search(s, part, at + part.length(), budget)) {
            count++;
        }
        return count;
    }

    static String replace(String s, String from, String to, int most, Budget budget) {
        budget.text(s.length());
        var text = new StringBuilder();
        int at = 0;
        for (int n = 0; n != most; n++) {
            int next = at;
            if (from.isEmpty() && n > 0) {
                next += at < s.length() ? Character.charCount(s.codePointAt(at)) : 1;
            }
            int found = next > s.length() ? -1 : search(s, from, next, budget);
            if (found < 0) {
                break;
            }
            budget.text(to.length());
            text.append(s, at, found).append(to);
            at = found + from.length();
        }
        return text.append(s, at, s.length()).toString();
    }

    static List<@Nullable Object> split(String s, String by, int limit, Budget budget) {
        budget.text(s.length());
        var parts = new ArrayList<@Nullable Object>();
        int at = 0;
        for (int found; parts.size() != limit && (found = search(s, by, at, budget)) >= 0; ) {
            budget.list(1);
            parts.add(s.substring(at, found));
            at = found + by.length();
        }
        parts.add(s.substring(at));
        return parts;
    }

    static List<@Nullable Object> splitBack(String s, String by, int limit, Budget budget) {
        var parts = split(reversed(s, budget), reversed(by, budget), limit, budget);
        parts.replaceAll(part -> reversed((String) part, budget));
        return new ArrayList<>(parts.reversed());
    }

    /** Words between runs of whitespace; beyond the limit the rest stays whole, with the whitespace at its end. */
    static List<@Nullable Object> words(String s, int limit, Budget budget) {
        budget.text(s.length());
        var words = new ArrayList<@Nullable Object>();
        for (int at = edge(s, 0, s.length(), true); at < s.length(); at = edge(s, at, s.length(), true)) {
            int to = at;
            while (to < s.length() && (words.size() == limit || !space(s.codePointAt(to)))) {
                to += Character.charCount(s.codePointAt(to));
            }
            budget.list(1);
            words.add(s.substring(at, to));
            at = to;
        }
        return words;
    }

    /** As {@link #words}, counted from the end. */
    static List<@Nullable Object> wordsBack(String s, int limit, Budget budget) {
        var words = words(reversed(s, budget), limit, budget);
        words.replaceAll(word -> reversed((String) word, budget));
        return new ArrayList<>(words.reversed());
    }

    /** Where [from, to) begins, or ends, without whitespace. */
    private static int edge(String s, int from, int to, boolean begin) {
        while (from < to && space(begin ? s.codePointAt(from) : s.codePointBefore(to))) {
            if (begin) {
                from += Character.charCount(s.codePointAt(from));
            } else {
                to -= Character.charCount(s.codePointBefore(to));
            }
        }
        return begin ? from : to;
    }

    private static boolean space(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /** Without the characters of {@code set} at its ends, or without whitespace. */
    static String strip(String s, @Nullable String set, boolean left, boolean right, Budget budget) {
        budget.read(s.length());
        if (set == null) {
            int from = left ? edge(s, 0, s.length(), true) : 0;
            return s.substring(from, right ? edge(s, from, s.length(), false) : s.length());
        }
        budget.read(set.length());
        var characters = new BitSet();
        set.codePoints().forEach(characters::set);
        int from = 0;
        int to = s.length();
        while (left && from < to && characters.get(s.codePointAt(from))) {
            from = s.offsetByCodePoints(from, 1);
        }
        while (right && to > from && characters.get(s.codePointBefore(to))) {
            to = s.offsetByCodePoints(to, -1);
        }
        return s.substring(from, to);
    }

    /** Python's words begin after anything that is no letter; Jinja's filter only after space and some brackets. */
    static String title(String s, boolean afterAnything) {
        var text = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < s.length(); i += Character.charCount(s.codePointAt(i))) {
            int c = s.codePointAt(i);
            text.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = afterAnything ? Character.isLetter(c) : !(Character.isWhitespace(c) || "-({[<".indexOf(c) >= 0);
        }
        return text.toString();
    }

    static String capitalize(String s) {
        if (s.isEmpty()) {
            return s;
        }
        int first = s.offsetByCodePoints(0, 1);
        return s.substring(0, first).toUpperCase(Locale.ROOT)
                + s.substring(first).toLowerCase(Locale.ROOT);
    }

    static String pad(String s, int width, String with, boolean left, Budget budget) {
        int missing = Math.max(0, width - Python.length(s, budget));
        budget.text((long) missing * with.length() + s.length());
        return left ? with.repeat(missing) + s : s + with.repeat(missing);
    }

    static String join(String by, List<@Nullable Object> items, Budget budget) {
        var text = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            var item = Python.str(items.get(i), budget);
            budget.text((long) by.length() + item.length());
            text.append(i == 0 ? "" : by).append(item);
        }
        return text.toString();
    }
}
