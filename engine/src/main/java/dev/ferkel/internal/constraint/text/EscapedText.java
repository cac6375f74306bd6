package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.Nullable;

/** Behind a backslash in a JSON string. */
final class EscapedText extends TextState {
    private static final String LETTERS = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    private final WholeText from;
    private @Nullable TextState hex;

    private EscapedText(WholeText from) {
        this.from = from;
    }

    /** Null if no character that could be escaped may come. */
    static @Nullable TextState start(WholeText from) {
        return from.anyLive(0, 0xd800) || from.anyLive(0xe000, CharSet.END) ? new EscapedText(from) : null;
    }

    @Override
    public @Nullable TextState next(int b) {
        if (b == 'u') {
            if (hex == null) {
                hex = new HexText(from, 4, 0);
            }
            return hex;
        }
        int i = LETTERS.indexOf(b);
        return i < 0 ? null : from.after(MEANT.charAt(i));
    }
}
