package dev.ferkel.internal.chat;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into tokens, with the whitespace rules chat templates are written for ({@code trim_blocks} and
 * {@code lstrip_blocks} on, one newline at the very end dropped).
 */
final class Lexer {
    enum Kind {
        TEXT,
        VARIABLE_BEGIN,
        VARIABLE_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    record Token(Kind kind, String text, int line) {
        boolean is(String operator) {
            return kind == Kind.OPERATOR && text.equals(operator);
        }

        boolean isName(String name) {
            return kind == Kind.NAME && text.equals(name);
        }
    }

    private static final String[] OPERATORS = {
        "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}",
        ",", ".", ":", "|"
    };

    private final String name;
    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean lineStarting = true;

    Lexer(String name, String source) {
        this.name = name;
        var text = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    FerkelException error(String message) {
        return FerkelException.of("%s:%d: %s", name, line, message);
    }

    List<Token> tokens() {
        while (at < source.length()) {
            int open = nextTag();
            if (open < 0) {
                text(source.substring(at));
                at = source.length();
                break;
            }
            char kind = source.charAt(open + 1);
            boolean minus = open + 2 < source.length() && source.charAt(open + 2) == '-';
            boolean plus = open + 2 < source.length() && source.charAt(open + 2) == '+';
            text(before(source.substring(at, open), minus, kind != '{' && !plus));
            at = open + (minus || plus ? 3 : 2);
            switch (kind) {
                case '#' -> comment();
                case '%' -> block();
                default -> {
                    add(Kind.VARIABLE_BEGIN, "");
                    inside("}}", Kind.VARIABLE_END);
                }
            }
        }
        add(Kind.END, "");
        return tokens;
    }

    private int nextTag() {
        for (int i = at; (i = source.indexOf('{', i)) >= 0 && i + 1 < source.length(); i++) {
            char c = source.charAt(i + 1);
            if (c == '{' || c == '%' || c == '#') {
                return i;
            }
        }
        return -1;
    }

    private String before(String text, boolean strip, boolean stripLine) {
        if (strip) {
            return text.stripTrailing();
        }
        int start = text.lastIndexOf('\n') + 1;
        boolean atLineStart = start > 0 || lineStarting;
        return stripLine && atLineStart && text.substring(start).isBlank() ? text.substring(0, start) : text;
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            add(Kind.TEXT, text);
        }
        line += (int) text.chars().filter(c -> c == '\n').count();
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    /** Skips what follows a closed tag: all whitespace after a minus, one newline after a block. */
    private void after(boolean minus, boolean trimNewline) {
        int from = at;
        if (minus) {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
        } else if (trimNewline && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStarting = at > from && source.charAt(at - 1) == '\n';
    }

    private void comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw error("Missing end of comment tag");
        }
        boolean minus = end > at && source.charAt(end - 1) == '-';
        boolean plus = end > at && source.charAt(end - 1) == '+';
        at = end + 2;
        after(minus, !plus);
    }

    private void block() {
        int mark = tokens.size();
        add(Kind.BLOCK_BEGIN, "");
        inside("%}", Kind.BLOCK_END);
        if (tokens.size() == mark + 3 && tokens.get(mark + 1).isName("raw")) {
            tokens.subList(mark, tokens.size()).clear();
            raw();
        }
    }

    private void raw() {
        var matcher = java.util.regex.Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}")
                .matcher(source);
        if (!matcher.find(at)) {
            throw error("Missing end of raw directive");
        }
        var text = source.substring(at, matcher.start());
        text(before(text, matcher.group(1).equals("-"), !matcher.group(1).equals("+")));
        at = matcher.end();
        after(matcher.group(2).equals("-"), !matcher.group(2).equals("+"));
    }

    private void inside(String end, Kind endKind) {
        int depth = 0;
        while (true) {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
            if (at >= source.length()) {
                throw error("unexpected end of template, expected '" + end + "'");
            }
            char sign = source.charAt(at);
            int skip = sign == '-' || sign == '+' && endKind == Kind.BLOCK_END ? 1 : 0;
            if (depth == 0 && source.startsWith(end, at + skip)) {
                add(endKind, "");
                at += skip + 2;
                after(sign == '-', endKind == Kind.BLOCK_END && sign != '+');
                return;
            }
            depth += token();
        }
    }

    /** Reads one token; returns how it changes the depth of brackets. */
    private int token() {
        char c = source.charAt(at);
        if (c == '"' || c == '\'') {
            string(c);
            return 0;
        }
        if (Character.isDigit(c)) {
            number();
            return 0;
        }
        if (Character.isJavaIdentifierStart(c)) {
            int from = at;
            while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
                at++;
            }
            add(Kind.NAME, source.substring(from, at));
            return 0;
        }
        for (var operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                at += operator.length();
                add(Kind.OPERATOR, operator);
                return "([{".contains(operator) ? 1 : ")]}".contains(operator) ? -1 : 0;
            }
        }
        throw error("unexpected char '" + c + "'");
    }

    private void number() {
        var matcher = java.util.regex.Pattern.compile("\\d+(_\\d+)*((\\.\\d+(_\\d+)*)?([eE][-+]?\\d+)?)")
                .matcher(source);
        matcher.region(at, Math.min(source.length(), at + 400));
        if (!matcher.lookingAt()) {
            throw error("not a number");
        }
        at = matcher.end();
        add(
                matcher.group(2).isEmpty() ? Kind.INTEGER : Kind.FLOAT,
                matcher.group().replace("_", ""));
    }

    private void string(char quote) {
        var text = new StringBuilder();
        for (at++; at < source.length() && source.charAt(at) != quote; at++) {
            char c = source.charAt(at);
            if (c != '\\' || at + 1 >= source.length()) {
                text.append(c);
                continue;
            }
            char e = source.charAt(++at);
            int digits = e == 'x' ? 2 : e == 'u' ? 4 : e == 'U' ? 8 : 0;
            if (digits > 0) {
                text.appendCodePoint(hex(digits));
                continue;
            }
            int known = "ntrbfav0\\'\"\n".indexOf(e);
            switch (known) {
                case -1 -> text.append('\\').append(e);
                case 11 -> {}
                default -> text.append("\n\t\r\b\f\u0007\u000b\0\\'\"".charAt(known));
            }
        }
        if (at++ >= source.length()) {
            throw error("a text is not closed");
        }
        add(Kind.STRING, text.toString());
    }

    private int hex(int digits) {
        try {
            int point = Integer.parseInt(source.substring(at + 1, Math.min(source.length(), at + 1 + digits)), 16);
            at += digits;
            if (Character.isValidCodePoint(point)) {
                return point;
            }
        } catch (NumberFormatException e) {
            throw new FerkelException(name + ":" + line + ": truncated escape in a text", e);
        }
        throw error("illegal Unicode character in a text");
    }
}
