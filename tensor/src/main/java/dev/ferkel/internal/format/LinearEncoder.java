package dev.ferkel.internal.format;

import static dev.ferkel.internal.format.BlockEncoder.f16;
import static dev.ferkel.internal.format.BlockEncoder.u8;

import org.jspecify.annotations.Nullable;

/** Encodes Q4_0, Q4_1, Q5_0 and Q5_1: 32 values with one scale, and a minimum or none. */
final class LinearEncoder implements BlockEncoder {
    private static final ScaleSearch.Trials TRIALS = new ScaleSearch.Trials(-0.9f, 0.05f, 36, false);

    private final int top;
    private final boolean minimum;
    private final ScaleSearch search = new ScaleSearch();
    private final float[] values = new float[32];
    private final float[] weights = new float[32];
    private final byte[] codes = new byte[32];
    private float spread;

    LinearEncoder(int bits, boolean minimum) {
        this.top = (1 << bits) - 1;
        this.minimum = minimum;
    }

    @Override
    public void begin(float[] row) {
        spread = BlockEncoder.squares(row, 0, row.length) / row.length;
    }

    @Override
    public void block(float[] row, int at, float @Nullable [] importance, long target) {
        long next = target;
        if (importance == null) {
            next = minimum ? spread(row, at, next) : centre(row, at, next);
        } else {
            BlockEncoder.weigh(row, at, 32, importance, spread, weights);
            System.arraycopy(row, at, values, 0, 32);
            if (minimum) {
                f16(next, search.affine(values, 0, 32, top, weights, codes, TRIALS));
                f16(next + 2, -search.minimum());
                next += 4;
            } else {
                f16(next, search.signed(values, 0, 32, (top + 1) / 2, weights, codes));
                next += 2;
            }
        }
        pack(next);
    }

    /** The value of largest magnitude becomes the lowest code. */
    private long centre(float[] row, int at, long target) {
        int half = (top + 1) / 2;
        float scale = BlockEncoder.extreme(row, at, 32) / -half;
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < 32; i++) {
            codes[i] = (byte) Math.min(top, (int) (row[at + i] * inverse + (half + 0.5f)));
        }
        f16(target, scale);
        return target + 2;
    }

    private long spread(float[] row, int at, long target) {
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (int i = at; i < at + 32; i++) {
            low = row[i] < low ? row[i] : low;
            high = row[i] > high ? row[i] : high;
        }
        float scale = (high - low) / top;
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < 32; i++) {
            codes[i] = (byte) Math.min(top, (int) ((row[at + i] - low) * inverse + 0.5f));
        }
        f16(target, scale);
        f16(target + 2, low);
        return target + 4;
    }

    /** Fifth bits, where there are, then the lower four. */
    private void pack(long target) {
        long nibbles = target;
        if (top > 15) {
            for (int b = 0; b < 4; b++) {
                int bits = 0;
                for (int i = 0; i < 8; i++) {
                    bits |= (codes[8 * b + i] >> 4 & 1) << i;
                }
                u8(target + b, bits);
            }
            nibbles += 4;
        }
        for (int i = 0; i < 16; i++) {
            u8(nibbles + i, codes[i] & 15 | (codes[i + 16] & 15) << 4);
        }
    }
}
