package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.Nullable;

/** Inside the four digits of an escaped character, or of the first half of one. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class HexText extends TextState {
    private final WholeText from;
    private final int rest;
    private final int bits;
    private final @Nullable TextState[] next = new TextState[16];

    /**
     * @param rest digits to come
     * @param bits of the UTF-16 unit so far
     */
    HexText(WholeText from, int rest, int bits) {
        this.from = from;
        this.rest = rest;
        this.bits = bits;
    }

    @Override
    public @Nullable TextState next(int b) {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            return null;
        }
        if (next[digit] == null) {
            next[digit] = find(bits << 4 | digit);
        }
        var state = next[digit];
        return state == Utf8Text.DEAD ? null : state;
    }

    private TextState find(int more) {
        if (rest > 1) {
            int shift = 4 * (rest - 1);
            return live(more << shift, more + 1 << shift) ? new HexText(from, rest - 1, more) : Utf8Text.DEAD;
        }
        if (Character.isHighSurrogate((char) more)) {
            int first = Character.toCodePoint((char) more, '\udc00');
            return from.anyLive(first, first + 0x400) ? new LowHalfText(from, first, 6, 0) : Utf8Text.DEAD;
        }
        var target = Character.isLowSurrogate((char) more) ? null : from.after(more);
        return target == null ? Utf8Text.DEAD : target;
    }

    /** Whether a character may come whose first UTF-16 unit lies in [lo, hi). */
    private boolean live(int lo, int hi) {
        int firstHalf = Math.max(lo, 0xd800);
        int endHalf = Math.min(hi, 0xdc00);
        return lo < 0xd800 && from.anyLive(lo, Math.min(hi, 0xd800))
                || hi > 0xe000 && from.anyLive(Math.max(lo, 0xe000), hi)
                || firstHalf < endHalf
                        && from.anyLive(0x10000 + (firstHalf - 0xd800 << 10), 0x10000 + (endHalf - 0xd800 << 10));
    }
}
