package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.ALL;
import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import java.lang.foreign.ValueLayout;

/**
 * Rows of F32 numbers rounded to 8 bits in blocks of 32, as the products with packed weights take them. A block is 48
 * bytes: its scale d (F32), minus the sum of its numbers (I32), minus the sum of the last 16 (I32), d times the sum (F32),
 * and the 32 numbers (I8): x is about d * q, with d = largest magnitude / 127 and q = x * (127 / largest magnitude)
 * rounded to nearest even. After a row's blocks come its {@link Outliers}.
 */
public final class Activations {
    /** Numbers a block. */
    public static final int BLOCK = 32;

    /** Bytes a block. */
    public static final int BYTES = 48;

    /** Where a block's 8-bit numbers begin. */
    public static final int NUMBERS = 16;

    /** Adding and taking away 1.5 * 2^23 rounds to a whole number. */
    static final float ROUND = 12582912f;

    /** Blocks of nothing larger are zeros: what their numbers would be multiplied by is no F32 number. */
    public static final float LEAST = 0x1p-121f;

    private Activations() {}

    /** Bytes of a row of k numbers, a multiple of 32: its blocks, and room for all the outliers that it can have. */
    public static long rowBytes(int k) {
        return blockBytes(k) + Outliers.bytes(k);
    }

    /** Bytes of the blocks of k numbers. */
    public static long blockBytes(int k) {
        return (long) k / BLOCK * BYTES;
    }

    /** The definition of truth: rounds k numbers at {@code x}. */
    static void quantizeBlocks(long x, long target, int k) {
        for (int b = 0; b < k / BLOCK; b++) {
            block(x + 128L * b, target + (long) BYTES * b);
        }
    }

    private static void block(long x, long target) {
        float largest = 0;
        for (int i = 0; i < BLOCK; i++) {
            largest = Math.max(largest, Math.abs(get(x, i)));
        }
        float inverse = inverse(largest);
        int sum = 0;
        int last = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte q = (byte) (int) (get(x, i) * inverse + ROUND - ROUND);
            ALL.set(ValueLayout.JAVA_BYTE, target + NUMBERS + i, q);
            sum += q;
            last += i < 16 ? 0 : q;
        }
        finish(target, largest, sum, last);
    }

    /** What numbers of a block with that largest magnitude are multiplied by. */
    static float inverse(float largest) {
        return largest > LEAST && largest < Float.POSITIVE_INFINITY ? 127 / largest : 0;
    }

    /** Writes a block's head. */
    static void finish(long target, float largest, int sum, int last) {
        float d = largest / 127;
        put(target, 0, d);
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, target + 4, -sum);
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, target + 8, -last);
        put(target, 3, d * sum);
    }
}
