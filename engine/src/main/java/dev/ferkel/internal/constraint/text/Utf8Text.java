package dev.ferkel.internal.constraint.text;

import org.jspecify.annotations.Nullable;

/** Inside a character of several bytes. */
final class Utf8Text extends TextState {
    /** No character begins so. */
    static final TextState DEAD = new TextState() {
        @Override
        public @Nullable TextState next(int b) {
            return null;
        }
    };

    private final WholeText from;
    private final int rest;
    private final int bits;
    private final @Nullable TextState[] next = new TextState[64];

    private Utf8Text(WholeText from, int rest, int bits) {
        this.from = from;
        this.rest = rest;
        this.bits = bits;
    }

    /**
     * @param rest bytes to come
     * @param bits of the code point so far
     */
    static TextState of(WholeText from, int rest, int bits) {
        int least = rest == 1 ? 0x80 : rest == 2 ? 0x800 : 0x10000;
        int lo = bits << 6 * rest;
        int hi = Math.min(CharSet.END, bits + 1 << 6 * rest);
        boolean odd = lo < least && bits < 32 || lo < 0xe000 && hi > 0xd800 || hi == CharSet.END;
        var uniform = odd ? null : from.uniform(lo, hi);
        if (uniform != null) {
            return uniform.tail(rest);
        }
        int first = Math.max(lo, least);
        boolean live = first < 0xd800 && hi > 0xd800
                ? from.anyLive(first, 0xd800) || hi > 0xe000 && from.anyLive(0xe000, hi)
                : from.anyLive(first, hi);
        return live ? new Utf8Text(from, rest, bits) : DEAD;
    }

    @Override
    public @Nullable TextState next(int b) {
        if ((b & 0xc0) != 0x80) {
            return null;
        }
        int index = b & 0x3f;
        if (next[index] == null) {
            next[index] = find(bits << 6 | index);
        }
        var state = next[index];
        return state == DEAD ? null : state;
    }

    private TextState find(int more) {
        if (rest == 1) {
            var target = more >= 0xd800 && more < 0xe000 || more < 0x80 ? null : from.after(more);
            return target == null ? DEAD : target;
        }
        boolean overlong = rest == 2 && more < 0x20 || rest == 3 && more < 0x10;
        boolean outside = rest == 3 && more > 0x10f || rest == 2 && bits < 0x10 && more >= 0x360 && more < 0x380;
        return overlong || outside ? DEAD : of(from, rest - 1, more);
    }
}
