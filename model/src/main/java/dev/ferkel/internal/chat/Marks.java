package dev.ferkel.internal.chat;

/** Marks in text that comes in pieces. */
public final class Marks {
    private Marks() {}

    /** How many characters at the end of {@code text} may be the beginning of {@code mark}; less than all of it. */
    public static int partial(StringBuilder text, String mark) {
        int length = Math.min(text.length(), mark.length() - 1);
        while (!mark.startsWith(text.substring(text.length() - length))) {
            length--;
        }
        return length;
    }
}
