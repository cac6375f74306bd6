package dev.ferkel.internal.format;

import static dev.ferkel.internal.format.BlockEncoder.f16;
import static dev.ferkel.internal.format.BlockEncoder.u8;

import dev.ferkel.internal.tensor.Memory;
import org.jspecify.annotations.Nullable;

/** Encodes IQ4_NL (32 values, one scale) and IQ4_XS (8 times 32 with 6-bit scales), whose codes stand for 16 uneven levels. */
final class Iq4Encoder implements BlockEncoder {
    private static final int[] LEVELS = SimpleBlocks.IQ4;
    private static final int STEPS = 7;

    private final int groups;
    private final float[] scales;
    private final float[] weights = new float[32];
    private float product;
    private float square;

    /** @param groups 1 for IQ4_NL, 8 for IQ4_XS */
    Iq4Encoder(int groups) {
        this.groups = groups;
        this.scales = new float[groups];
    }

    @Override
    public void block(float[] row, int at, float @Nullable [] importance, long target) {
        int n = 32 * groups;
        float spread = BlockEncoder.squares(row, at, n) * (2f / n);
        for (int g = 0; g < groups; g++) {
            scales[g] = scale(row, at + 32 * g, importance, spread);
        }
        if (groups == 1) {
            f16(target, scales[0]);
            pack(row, at, scales[0], target + 2);
        } else {
            superBlock(row, at, target);
        }
    }

    private void superBlock(float[] row, int at, long target) {
        float d = -BlockEncoder.extreme(scales, 0, groups) / 32;
        f16(target, d);
        float inverse = d == 0 ? 0 : 1 / d;
        int high = 0;
        for (int g = 0; g < groups; g++) {
            int scale = Math.max(-32, Math.min(31, ScaleSearch.nearest(inverse * scales[g])));
            pack(row, at + 32 * g, d * scale, target + 8 + 16L * g);
            int low = scale + 32 & 15;
            long pair = target + 4 + g / 2;
            u8(pair, g % 2 == 0 ? low : BlockDecoder.u8(pair) | low << 4);
            high |= (scale + 32 >> 4) << 2 * g;
        }
        Memory.put16(target + 2, (short) high);
    }

    private float scale(float[] x, int at, float @Nullable [] importance, float spread) {
        if (importance == null) {
            for (int i = 0; i < 32; i++) {
                weights[i] = x[at + i] * x[at + i];
            }
        } else {
            BlockEncoder.weigh(x, at, 32, importance, spread, weights);
        }
        float extreme = BlockEncoder.extreme(x, at, 32);
        if (Math.abs(extreme) < ScaleSearch.NOTHING) {
            return 0;
        }
        correlate(x, at, 1 / (-extreme / LEVELS[0]));
        float scale = square > 0 ? product / square : 0;
        float best = scale * product;
        for (int k = -STEPS; k <= STEPS; k++) {
            correlate(x, at, (k + LEVELS[0]) / extreme);
            if (square > 0 && product * product > best * square) {
                scale = product / square;
                best = scale * product;
            }
        }
        return scale;
    }

    private void correlate(float[] x, int at, float inverse) {
        product = 0;
        square = 0;
        for (int i = 0; i < 32; i++) {
            float level = LEVELS[nearest(inverse * x[at + i])];
            product += weights[i] * level * x[at + i];
            square += weights[i] * level * level;
        }
    }

    private static int nearest(float x) {
        int low = 0;
        int high = 15;
        if (x <= LEVELS[low]) {
            return low;
        }
        if (x >= LEVELS[high]) {
            return high;
        }
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (x < LEVELS[middle]) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return x - LEVELS[low] < LEVELS[high] - x ? low : high;
    }

    private static void pack(float[] x, int at, float scale, long target) {
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < 16; i++) {
            u8(target + i, nearest(inverse * x[at + i]) | nearest(inverse * x[at + 16 + i]) << 4);
        }
    }
}
