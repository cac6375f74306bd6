package dev.ferkel.cli;

/** Messages of several lines: a line that ends in a backslash goes on, and so does all between two {@code """}. */
final class MultiLine {
    private static final String QUOTES = "\"\"\"";

    private MultiLine() {}

    /** Whether what was typed so far is a whole message. */
    static boolean isWhole(String typed) {
        var text = typed.strip();
        if (text.startsWith(QUOTES)) {
            return text.length() >= 2 * QUOTES.length() && text.endsWith(QUOTES);
        }
        return !typed.endsWith("\\");
    }

    /** The message that was meant. */
    static String message(String typed) {
        var text = typed.strip();
        if (text.startsWith(QUOTES)) {
            var inner = text.substring(QUOTES.length());
            return (inner.endsWith(QUOTES) ? inner.substring(0, inner.length() - QUOTES.length()) : inner).strip();
        }
        return typed.replace("\\\n", "\n").stripTrailing();
    }
}
