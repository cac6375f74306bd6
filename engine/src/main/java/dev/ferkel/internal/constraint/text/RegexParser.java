package dev.ferkel.internal.constraint.text;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.text.RegexTree.Ahead;
import dev.ferkel.internal.constraint.text.RegexTree.Choice;
import dev.ferkel.internal.constraint.text.RegexTree.Edge;
import dev.ferkel.internal.constraint.text.RegexTree.One;
import dev.ferkel.internal.constraint.text.RegexTree.Row;
import dev.ferkel.internal.constraint.text.RegexTree.Times;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads patterns as ECMA-262 writes them, with names of groups also as Python writes them. What a language over code
 * points can't say (backreferences, lookbehind, word boundaries) is refused by name.
 */
public final class RegexParser {
    private static final int LONGEST = 8_000;
    private static final int DEEPEST = 100;
    private static final int REPEATS = 100_000;

    private final Regexes all;
    private String pattern = "";
    private int at;
    private int depth;

    public RegexParser(Regexes all) {
        this.all = all;
    }

    /**
     * Texts in which {@code regex} is found, as JSON Schema's {@code pattern} asks.
     *
     * @throws FerkelException if the pattern is not well formed or can't be compiled
     */
    public Regex found(String regex) {
        return new RegexBuilder(all, regex).found(parse(regex));
    }

    /**
     * Texts that {@code regex} matches from end to end.
     *
     * @throws FerkelException if the pattern is not well formed or can't be compiled
     */
    public Regex whole(String regex) {
        return new RegexBuilder(all, regex).whole(parse(regex));
    }

    private RegexTree parse(String regex) {
        pattern = regex;
        at = 0;
        depth = 0;
        if (regex.length() > LONGEST) {
            throw FerkelException.of("a pattern has %d characters, expected at most %d", regex.length(), LONGEST);
        }
        var tree = choice();
        if (at < pattern.length()) {
            throw wrong("')' without '('");
        }
        return tree;
    }

    private FerkelException wrong(String what) {
        return FerkelException.of("pattern '%s', character %d: %s", pattern, at + 1, what);
    }

    private boolean more() {
        return at < pattern.length();
    }

    private boolean take(String text) {
        if (pattern.startsWith(text, at)) {
            at += text.length();
            return true;
        }
        return false;
    }

    private RegexTree choice() {
        if (++depth > DEEPEST) {
            throw wrong("groups are nested more than " + DEEPEST + " deep");
        }
        var parts = new ArrayList<RegexTree>();
        do {
            parts.add(row());
        } while (take("|"));
        depth--;
        return parts.size() == 1 ? parts.getFirst() : new Choice(parts);
    }

    private RegexTree row() {
        var parts = new ArrayList<RegexTree>();
        while (more() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            parts.add(repeated(atom()));
        }
        return parts.size() == 1 ? parts.getFirst() : new Row(List.copyOf(parts));
    }

    private RegexTree repeated(RegexTree atom) {
        var tree = atom;
        for (int n = 0; more(); n++) {
            int start = at;
            int least;
            int most = Regexes.INFINITE;
            if (take("*")) {
                least = 0;
            } else if (take("+")) {
                least = 1;
            } else if (take("?")) {
                least = 0;
                most = 1;
            } else {
                var bounds = bounds();
                if (bounds.length == 0) {
                    return tree;
                }
                least = bounds[0];
                most = bounds[1];
            }
            if (n > 0 || atom instanceof Edge) {
                at = start;
                throw wrong("nothing to repeat");
            }
            if (take("+")) {
                throw wrong("possessive quantifiers are not supported");
            }
            take("?");
            tree = new Times(atom, least, most);
        }
        return tree;
    }

    /** {@code {m}}, {@code {m,}}, {@code {m,n}} or nothing: then the brace stands for itself. */
    private int[] bounds() {
        int start = at;
        if (take("{")) {
            int least = number();
            int most = least;
            if (take(",")) {
                most = number();
                most = most < 0 ? Regexes.INFINITE : most;
            }
            if (least >= 0 && take("}")) {
                if (most != Regexes.INFINITE && most < least) {
                    throw wrong("a repetition's bounds are in the wrong order");
                }
                return new int[] {least, most};
            }
        }
        at = start;
        return new int[0];
    }

    private int number() {
        int start = at;
        long value = 0;
        while (more() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '9') {
            value = Math.min(Integer.MAX_VALUE, 10 * value + pattern.charAt(at++) - '0');
        }
        if (value > REPEATS) {
            throw wrong("more than " + REPEATS + " repetitions");
        }
        return at == start ? -1 : (int) value;
    }

    private RegexTree atom() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return switch (c) {
            case '^' -> Edge.START;
            case '$' -> Edge.END;
            case '.' -> new One(RegexClasses.DOT);
            case '(' -> group();
            case '[' -> new One(new RegexClass(pattern, at, end -> at = end).read());
            case '*', '+', '?' -> {
                at--;
                throw wrong("nothing to repeat");
            }
            case '\\' -> escape();
            default -> new One(CharSet.of(c));
        };
    }

    private RegexTree group() {
        RegexTree tree;
        if (take("?=")) {
            tree = new Ahead(choice(), false);
        } else if (take("?!")) {
            tree = new Ahead(choice(), true);
        } else if (take("?<=") || take("?<!")) {
            throw wrong("lookbehind is not supported");
        } else {
            if (take("?<") || take("?P<")) {
                int end = pattern.indexOf('>', at);
                if (end < 0) {
                    throw wrong("a group's name does not end");
                }
                at = end + 1;
            } else if (pattern.startsWith("?", at) && !take("?:")) {
                throw wrong("'(" + pattern.substring(at, Math.min(pattern.length(), at + 3)) + "' is not supported");
            }
            tree = choice();
        }
        if (!take(")")) {
            throw wrong("a group does not end");
        }
        return tree;
    }

    private RegexTree escape() {
        if (!more()) {
            throw wrong("nothing is escaped");
        }
        char c = pattern.charAt(at);
        if (c >= '1' && c <= '9' || c == 'k') {
            throw wrong("backreferences are not supported");
        }
        if (c == 'b' || c == 'B') {
            throw wrong("word boundaries are not supported");
        }
        if (c == 'A' || c == 'Z' || c == 'z') {
            at++;
            return c == 'A' ? Edge.START : Edge.END;
        }
        var escape = new RegexEscape(pattern, at);
        var set = escape.read();
        at = escape.end();
        return new One(set);
    }
}
