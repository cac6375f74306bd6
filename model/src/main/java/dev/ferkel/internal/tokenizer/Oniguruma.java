package dev.ferkel.internal.tokenizer;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Patterns in the syntax of the reference's engine (Oniguruma with Ruby's rules) as Java's. What both write alike but
 * read differently is translated; what can't be is refused, never read as something else.
 */
final class Oniguruma {
    private static final int FLAGS =
            Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE | Pattern.MULTILINE | Pattern.UNIX_LINES;
    /** Its word characters are not Java's: without the joiners, and outside a class with Latin-1's superscripts and fractions. */
    private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

    private static final String WORD_ALONE = WORD + "²³¹¼½¾";

    private final String regex;
    private final StringBuilder java = new StringBuilder();
    private int at;
    private int classDepth;

    private Oniguruma(String regex) {
        this.regex = regex;
    }

    /** @throws PatternSyntaxException if the pattern is malformed or says what Java can't */
    static Pattern compile(String regex) {
        return Pattern.compile(new Oniguruma(regex).translate(), FLAGS);
    }

    private PatternSyntaxException refused(String what) {
        return new PatternSyntaxException("'" + what + "' is not supported", regex, at);
    }

    private String translate() {
        while (at < regex.length()) {
            char c = regex.charAt(at);
            if (c == '\\' && at + 1 < regex.length()) {
                escape();
            } else if (c == '[') {
                open();
            } else if (c == ']' && classDepth > 0) {
                classDepth--;
                copy(1);
            } else if (c == '(' && classDepth == 0 && regex.startsWith("(?", at)) {
                group();
            } else if (c == '{' && classDepth == 0) {
                interval();
            } else {
                copy(1);
            }
        }
        return java.toString();
    }

    private void copy(int chars) {
        java.append(regex, at, at + chars);
        at += chars;
    }

    private void put(String text, int instead) {
        java.append(text);
        at += instead;
    }

    private void escape() {
        char c = regex.charAt(at + 1);
        switch (c) {
            case 'w' -> put(classDepth > 0 ? WORD : "[" + WORD_ALONE + "]", 2);
            case 'W' -> put("[^" + (classDepth > 0 ? WORD : WORD_ALONE) + "]", 2);
            case 'h' -> put(classDepth > 0 ? "0-9A-Fa-f" : "[0-9A-Fa-f]", 2);
            case 'H' -> put("[^0-9A-Fa-f]", 2);
            case 'v' -> put("\\x0B", 2);
            case 'p', 'P' -> property();
            case 'x' -> copy(regex.startsWith("{", at + 2) ? Math.max(at + 1, regex.indexOf('}', at)) + 1 - at : 2);
            default -> copy(2);
        }
    }

    /** {@code \p{Han}} is Java's {@code \p{IsHan}}; general categories are written alike. */
    private void property() {
        int close = regex.indexOf('}', at);
        if (!regex.startsWith("{", at + 2) || close < 0) {
            throw refused(regex.substring(at, Math.min(regex.length(), at + 3)));
        }
        var name = regex.substring(at + 3, close);
        boolean category = name.matches("(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)");
        put(regex.substring(at, at + 3) + (category ? "" : "Is") + name + "}", close + 1 - at);
    }

    private void open() {
        if (classDepth == 0 || !regex.startsWith("[:", at)) {
            classDepth++;
            copy(1);
            return;
        }
        int close = Math.max(at, regex.indexOf(":]", at));
        var name = regex.substring(at, close == at ? at + 2 : close + 2);
        put(
                switch (name) {
                    case "[:alpha:]" -> "\\p{IsAlphabetic}";
                    case "[:digit:]" -> "\\p{Nd}";
                    case "[:alnum:]" -> "\\p{IsAlphabetic}\\p{Nd}";
                    case "[:upper:]" -> "\\p{IsUppercase}";
                    case "[:lower:]" -> "\\p{IsLowercase}";
                    case "[:space:]" -> "\\s";
                    default -> throw refused(name);
                },
                name.length());
    }

    private void group() {
        char kind = at + 2 < regex.length() ? regex.charAt(at + 2) : ' ';
        if (kind >= 'a' && kind <= 'z' || kind == '-') {
            int end = at + 2;
            while (end < regex.length() && regex.charAt(end) != ':' && regex.charAt(end) != ')') {
                end++;
            }
            if (!regex.substring(at + 2, end).matches("-?i")) {
                throw refused(regex.substring(at, end));
            }
        }
        copy(2);
    }

    /** {@code a{1,3}+} repeats the repetition in Ruby, and never gives back in Java. */
    private void interval() {
        int close = regex.indexOf('}', at);
        if (close > 0
                && regex.startsWith("+", close + 1)
                && regex.substring(at + 1, close).matches("\\d*,?\\d*")) {
            throw refused(regex.substring(at, close + 2));
        }
        copy(1);
    }
}
