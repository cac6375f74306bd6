package dev.ferkel.internal.constraint.grammar;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.constraint.text.CharSet;
import dev.ferkel.internal.constraint.text.Regexes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads GBNF (llama.cpp's grammars/README.md), without its tokens by number. */
final class GbnfParser {
    private static final int LONGEST = 200_000;
    private static final int DEEPEST = 100;
    private static final int REPEATS = 2_000;

    private final Regexes regexes;
    private final String text;
    private int at;
    private int depth;

    GbnfParser(Regexes regexes, String text) {
        this.regexes = regexes;
        this.text = text;
        if (text.length() > LONGEST) {
            throw FerkelException.of("a grammar has %d characters, expected at most %d", text.length(), LONGEST);
        }
    }

    Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        space(true);
        while (at < text.length()) {
            var name = name();
            space(false);
            expect("::=");
            space(true);
            if (rules.putIfAbsent(name, choice()) != null) {
                throw wrong("the rule '" + name + "' is there twice");
            }
            if (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                throw wrong("expected the line's end");
            }
            space(true);
        }
        return rules;
    }

    private FerkelException wrong(String what) {
        long line = text.substring(0, Math.min(at, text.length())).lines().count();
        return FerkelException.of("grammar, line %d: %s", Math.max(1, line), what);
    }

    private boolean is(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void expect(String token) {
        if (!text.startsWith(token, at)) {
            throw wrong("expected '" + token + "'");
        }
        at += token.length();
    }

    private void space(boolean lines) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && !is('\n')) {
                    at++;
                }
            } else if (c == ' ' || c == '\t' || lines && (c == '\n' || c == '\r')) {
                at++;
            } else {
                return;
            }
        }
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    private String name() {
        int from = at;
        while (at < text.length() && isName(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw wrong("expected the name of a rule");
        }
        return text.substring(from, at);
    }

    private Rule choice() {
        if (++depth > DEEPEST) {
            throw wrong("nested more than " + DEEPEST + " deep");
        }
        var parts = new ArrayList<Rule>();
        parts.add(row());
        while (is('|')) {
            at++;
            space(true);
            parts.add(row());
        }
        depth--;
        return parts.size() == 1 ? parts.getFirst() : new Rule.Choice(parts);
    }

    private Rule row() {
        var parts = new ArrayList<Rule>();
        for (var part = part(); part != null; part = part()) {
            parts.add(times(part));
            space(depth > 1);
        }
        if (parts.isEmpty()) {
            return new Rule.Empty();
        }
        var row = parts.getLast();
        for (int i = parts.size() - 2; i >= 0; i--) {
            row = new Rule.Row(parts.get(i), row);
        }
        return row;
    }

    private @Nullable Rule part() {
        if (at >= text.length()) {
            return null;
        }
        char c = text.charAt(at);
        if (c == '"') {
            return literal();
        }
        if (c == '[') {
            return new Rule.Text(regexes.chars(set()));
        }
        if (c == '.') {
            at++;
            return new Rule.Text(regexes.chars(CharSet.ANY));
        }
        if (c == '(') {
            at++;
            space(true);
            var inner = choice();
            space(true);
            expect(")");
            return inner;
        }
        if (c == '<' || c == '!') {
            throw wrong("tokens by number or text are not supported");
        }
        return isName(c) ? new Rule.Reference(name()) : null;
    }

    private Rule times(Rule part) {
        var times = part;
        while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
            char c = text.charAt(at++);
            int least = c == '+' ? 1 : 0;
            int most = c == '?' ? 1 : -1;
            if (c == '{') {
                space(false);
                least = is(',') ? 0 : number();
                space(false);
                most = least;
                if (is(',')) {
                    at++;
                    space(false);
                    most = is('}') ? -1 : number();
                    space(false);
                }
                expect("}");
                if (most >= 0 && most < least) {
                    throw wrong("'{" + least + "," + most + "}' contradicts itself");
                }
            }
            times = most == 0 ? new Rule.Empty() : new Rule.Times(times, least, most);
            space(depth > 1);
        }
        return times;
    }

    private int number() {
        int number = 0;
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            number = Math.min(REPEATS + 1, 10 * number + text.charAt(at++) - '0');
        }
        if (from == at || number > REPEATS) {
            throw wrong("expected a number up to " + REPEATS);
        }
        return number;
    }

    private Rule literal() {
        at++;
        var literal = new StringBuilder();
        while (!is('"')) {
            literal.appendCodePoint(character());
        }
        at++;
        return literal.isEmpty() ? new Rule.Empty() : new Rule.Text(regexes.literal(literal.toString()));
    }

    private CharSet set() {
        at++;
        boolean negative = is('^');
        at += negative ? 1 : 0;
        var set = CharSet.NONE;
        while (!is(']')) {
            int from = character();
            int to = from;
            if (is('-') && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                at++;
                to = character();
            }
            if (to < from) {
                throw wrong("a range of characters goes backwards");
            }
            set = set.or(CharSet.range(from, to));
        }
        at++;
        return negative ? set.not() : set;
    }

    private int character() {
        if (at >= text.length()) {
            throw wrong("a quote or bracket isn't closed");
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
            return c;
        }
        if (at >= text.length()) {
            throw wrong("nothing is behind '\\'");
        }
        char escaped = text.charAt(at++);
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case '\\', '"', '[', ']', '-', '^' -> escaped;
            default -> throw wrong("'\\" + escaped + "' means nothing");
        };
    }

    private int hex(int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0) {
                throw wrong("expected " + digits + " hexadecimal digits");
            }
            value = 16 * value + digit;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw wrong("no character has that number");
        }
        return (int) value;
    }
}
