package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.Nullable;

/** Between the escaped first half of a character and the end of its second. */
final class LowHalfText extends TextState {
    private final WholeText from;
    private final int first;
    private final int rest;
    private final int bits;

    /**
     * @param first of the 1024 code points that have this first half
     * @param rest bytes to come, 6 before the backslash
     * @param bits of the second UTF-16 unit so far
     */
    LowHalfText(WholeText from, int first, int rest, int bits) {
        this.from = from;
        this.first = first;
        this.rest = rest;
        this.bits = bits;
    }

    @Override
    public @Nullable TextState next(int b) {
        if (rest > 4) {
            return b == (rest == 6 ? '\\' : 'u') ? new LowHalfText(from, first, rest - 1, 0) : null;
        }
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            return null;
        }
        int more = bits << 4 | digit;
        int shift = 4 * (rest - 1);
        int lo = Math.max(0xdc00, more << shift);
        int hi = Math.min(0xe000, more + 1 << shift);
        if (lo >= hi || !from.anyLive(first + lo - 0xdc00, first + hi - 0xdc00)) {
            return null;
        }
        return rest == 1 ? from.after(first + lo - 0xdc00) : new LowHalfText(from, first, rest - 1, more);
    }
}
