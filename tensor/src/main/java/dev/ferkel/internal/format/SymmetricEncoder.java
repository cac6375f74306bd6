package dev.ferkel.internal.format;

import static dev.ferkel.internal.format.BlockEncoder.f16;
import static dev.ferkel.internal.format.BlockEncoder.u8;

import dev.ferkel.internal.tensor.Memory;
import org.jspecify.annotations.Nullable;

/** Encodes Q3_K and Q6_K: 256 values in 16 groups that have a signed scale, itself a small whole number. */
final class SymmetricEncoder implements BlockEncoder {
    private final boolean six;
    private final int half;
    private final ScaleSearch search = new ScaleSearch();
    private final float[] values = new float[256];
    private final byte[] codes = new byte[256];
    private final float[] weights = new float[16];
    private final float[] scales = new float[16];
    private final float[] sums = new float[16];
    private final byte[] scaleCodes = new byte[16];

    private SymmetricEncoder(boolean six) {
        this.six = six;
        this.half = six ? 32 : 4;
    }

    static SymmetricEncoder q3k() {
        return new SymmetricEncoder(false);
    }

    static SymmetricEncoder q6k() {
        return new SymmetricEncoder(true);
    }

    @Override
    public void block(float[] row, int at, float @Nullable [] importance, long target) {
        System.arraycopy(row, at, values, 0, 256);
        for (int g = 0; g < 16; g++) {
            weigh(g, at, importance);
            scales[g] = six || importance != null
                    ? search.signed(values, 16 * g, 16, half, weights, codes)
                    : search.refined(values, 16 * g, 16, half, weights, codes);
        }
        if (six) {
            q6k(target);
        } else {
            q3k(target, importance != null);
        }
    }

    private void weigh(int g, int at, float @Nullable [] importance) {
        float spread = importance == null || six ? 0 : 2 * BlockEncoder.squares(values, 0, 256) / 256;
        sums[g] = 0;
        for (int i = 0; i < 16; i++) {
            float x = values[16 * g + i];
            if (importance == null) {
                weights[i] = x * x;
            } else {
                float given = importance[at + 16 * g + i];
                weights[i] = six ? given : given * BlockEncoder.sqrt(spread + x * x);
            }
            sums[g] += weights[i];
        }
    }

    private void q6k(long target) {
        float extreme = BlockEncoder.extreme(scales, 0, 16);
        if (Math.abs(extreme) < ScaleSearch.NOTHING) {
            Memory.ALL.asSlice(target, 210).fill((byte) 0);
            return;
        }
        float inverse = -128f / extreme;
        float d = f16(target + 208, 1 / inverse);
        for (int g = 0; g < 16; g++) {
            scaleCodes[g] = (byte) Math.min(127, ScaleSearch.nearest(inverse * scales[g]));
            u8(target + 192 + g, scaleCodes[g]);
        }
        code(d);
        for (int i = 0; i < 128; i++) {
            int first = i / 64 * 128 + i % 64;
            u8(target + i, codes[first] & 15 | (codes[first + 64] & 15) << 4);
        }
        for (int i = 0; i < 256; i++) {
            codes[i] >>= 4;
        }
        packPairs(codes, target + 128);
    }

    private void q3k(long target, boolean weighted) {
        float d = f16(target + 108, weighted ? weightedScales() : plainScales());
        for (int j = 0; j < 8; j++) {
            u8(target + 96 + j, scaleCodes[j] & 15 | (scaleCodes[j + 8] & 15) << 4);
        }
        for (int j = 0; j < 4; j++) {
            int high = 0;
            for (int k = 0; k < 4; k++) {
                high |= scaleCodes[4 * k + j] >> 4 << 2 * k;
            }
            u8(target + 104 + j, high);
        }
        for (int g = 0; g < 16; g++) {
            scaleCodes[g] -= 32;
        }
        code(d);
        for (int i = 0; i < 32; i++) {
            int mask = 0;
            for (int j = 0; j < 8; j++) {
                mask |= codes[32 * j + i] >> 2 << j;
            }
            u8(target + i, mask);
        }
        packPairs(codes, target + 32);
    }

    private float weightedScales() {
        return search.signed(scales, 0, 16, 32, sums, scaleCodes);
    }

    private float plainScales() {
        float extreme = BlockEncoder.extreme(scales, 0, 16);
        float inverse = extreme == 0 ? 0 : -32f / extreme;
        for (int g = 0; g < 16; g++) {
            int code = Math.max(-32, Math.min(31, ScaleSearch.nearest(inverse * scales[g])));
            scaleCodes[g] = (byte) (extreme == 0 ? 0 : code + 32);
        }
        return extreme == 0 ? 0 : 1 / inverse;
    }

    /** Codes anew, for the scales as they were rounded. */
    private void code(float d) {
        for (int i = 0; i < 256; i++) {
            float scale = d * scaleCodes[i / 16];
            if (scale != 0) {
                int code = ScaleSearch.nearest(values[i] / scale);
                codes[i] = (byte) (half + Math.max(-half, Math.min(half - 1, code)));
            }
        }
    }

    /** 256 numbers' lower two bits in 64 bytes: byte i of each half takes numbers i, i + 32, i + 64, i + 96. */
    static void packPairs(byte[] codes, long target) {
        for (int i = 0; i < 64; i++) {
            int first = i / 32 * 128 + i % 32;
            int bits = 0;
            for (int k = 0; k < 4; k++) {
                bits |= (codes[first + 32 * k] & 3) << 2 * k;
            }
            u8(target + i, bits);
        }
    }
}
