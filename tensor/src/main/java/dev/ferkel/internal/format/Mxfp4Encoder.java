package dev.ferkel.internal.format;

import static dev.ferkel.internal.format.BlockEncoder.u8;

import org.jspecify.annotations.Nullable;

/** Encodes MXFP4 (OCP Microscaling 1.0): 32 4-bit floats that share a power of two. */
final class Mxfp4Encoder implements BlockEncoder {
    private static final double LOG_2 = Math.log(2);

    @Override
    public void block(float[] row, int at, float @Nullable [] importance, long target) {
        float largest = Math.abs(BlockEncoder.extreme(row, at, 32));
        int exponent =
                largest > 0 ? Math.clamp((int) Math.floor((float) (Math.log(largest) / LOG_2)) + 125, 0, 254) : 0;
        float scale = SimpleBlocks.halfOfPower(exponent);
        u8(target, exponent);
        for (int i = 0; i < 16; i++) {
            u8(target + 1 + i, nearest(row[at + i], scale) | nearest(row[at + 16 + i], scale) << 4);
        }
    }

    private static int nearest(float x, float scale) {
        int best = 0;
        float least = Math.abs(x);
        for (int code = 1; code < 16; code++) {
            float error = Math.abs(SimpleBlocks.FP4_DOUBLED[code] * scale - x);
            if (error < least) {
                best = code;
                least = error;
            }
        }
        return best;
    }
}
