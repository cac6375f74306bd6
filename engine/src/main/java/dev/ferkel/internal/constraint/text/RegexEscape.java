package dev.ferkel.internal.constraint.text;

import dev.ferkel.error.FerkelException;

/** What follows a backslash, as a set of code points. */
final class RegexEscape {
    private final String pattern;
    private int at;

    /** @param at behind the backslash, inside the pattern */
    RegexEscape(String pattern, int at) {
        this.pattern = pattern;
        this.at = at;
    }

    /** Where the escape ends. */
    int end() {
        return at;
    }

    CharSet read() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return switch (c) {
            case 'd' -> RegexClasses.DIGIT;
            case 'D' -> RegexClasses.DIGIT.not();
            case 'w' -> RegexClasses.WORD;
            case 'W' -> RegexClasses.WORD.not();
            case 's' -> RegexClasses.SPACE;
            case 'S' -> RegexClasses.SPACE.not();
            case 'p' -> property();
            case 'P' -> property().not();
            case 't' -> CharSet.of('\t');
            case 'n' -> CharSet.of('\n');
            case 'r' -> CharSet.of('\r');
            case 'f' -> CharSet.of('\f');
            case 'v' -> CharSet.of(0xb);
            case '0' -> CharSet.of(0);
            case 'c' -> CharSet.of(pattern.charAt(Math.min(at++, pattern.length() - 1)) & 31);
            case 'x' -> CharSet.of(hex(2));
            case 'u' -> CharSet.of(unicode());
            default -> CharSet.of(c);
        };
    }

    private int hex(int digits) {
        try {
            int value = Integer.parseUnsignedInt(pattern.substring(at, at + digits), 16);
            at += digits;
            return value;
        } catch (RuntimeException e) {
            throw wrong("expected " + digits + " hexadecimal digits");
        }
    }

    private int unicode() {
        if (pattern.startsWith("{", at)) {
            int end = pattern.indexOf('}', at);
            if (end < at + 2 || end > at + 7) {
                throw wrong("expected a code point in braces");
            }
            at++;
            int value = hex(end - at);
            at++;
            if (value >= CharSet.END) {
                throw wrong("expected a code point of Unicode");
            }
            return value;
        }
        int unit = hex(4);
        if (Character.isHighSurrogate((char) unit) && pattern.startsWith("\\u", at)) {
            int start = at;
            at += 2;
            int low = hex(4);
            if (Character.isLowSurrogate((char) low)) {
                return Character.toCodePoint((char) unit, (char) low);
            }
            at = start;
        }
        return unit;
    }

    private CharSet property() {
        int end = at;
        String name;
        if (pattern.startsWith("{", at)) {
            end = pattern.indexOf('}', at);
            if (end < 0) {
                throw wrong("a property's name does not end");
            }
            name = pattern.substring(at + 1, end);
        } else {
            name = pattern.substring(at, Math.min(pattern.length(), at + 1));
        }
        var set = RegexClasses.property(name);
        if (set.isEmpty()) {
            throw wrong("Unicode property '" + name + "' is not supported");
        }
        at = end + 1;
        return set.get();
    }

    private FerkelException wrong(String what) {
        return FerkelException.of("pattern '%s', character %d: %s", pattern, at + 1, what);
    }
}
