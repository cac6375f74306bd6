package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.ALL;
import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Blocks of a rounded row that are rounded twice. One number far larger than the others makes the step of its whole block
 * coarse, and few such blocks cost most of what rounding costs; so what their rounding left over is rounded, too, and
 * products add it. The list follows a row's blocks: how many (I64, and 8 bytes unused), then 64 bytes each in ascending
 * order: a block as {@link Activations} lie, and where it is, as its number divided by 8 (I64) and the remainder (I64).
 */
public final class Outliers {
    /** Bytes before the first of the list. */
    public static final int HEAD = 16;

    /** Bytes of one. */
    public static final int BYTES = 64;

    /** Where its place is told. */
    public static final int PLACE = 48;

    /** A block is one if its largest magnitude is above so many root mean squares of the row. */
    static final int RATIO = 8;

    private static final ThreadLocal<MemorySegment> REST =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(4L * Activations.BLOCK, 64));

    private Outliers() {}

    /** A row of k numbers can have so many: more would by themselves have a larger mean square than the row. */
    static int most(int k) {
        return k / (RATIO * RATIO);
    }

    /** Bytes of the list of a row of k numbers. */
    static long bytes(int k) {
        return HEAD + (long) BYTES * most(k);
    }

    static int count(long list) {
        return (int) ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, list);
    }

    /** Writes the list of the row of k numbers at {@code x} behind its blocks at {@code row}, which are rounded already. */
    public static void list(Kernels kernels, long x, long row, int k) {
        int blocks = k / Activations.BLOCK;
        int most = most(k);
        long list = row + (long) Activations.BYTES * blocks;
        float limit = (float) (Math.sqrt(kernels.dot(x, x, k) / k) * RATIO / 127);
        int count = 0;
        for (int b = 0; b < blocks && count < most; b++) {
            long block = row + (long) Activations.BYTES * b;
            if (get(block, 0) > limit) {
                long entry = list + HEAD + (long) BYTES * count;
                kernels.quantizeRest(x + 4L * Activations.BLOCK * b, block, entry);
                ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, entry + PLACE, b / 8);
                ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, entry + PLACE + 8, b % 8);
                count++;
            }
        }
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, list, count);
    }

    /** What rounding a block left over, in this thread's memory. */
    static long rest(long x, long block) {
        long target = REST.get().address();
        float d = -get(block, 0);
        for (int i = 0; i < Activations.BLOCK; i++) {
            float q = ALL.get(ValueLayout.JAVA_BYTE, block + Activations.NUMBERS + i);
            put(target, i, Math.fma(d, q, get(x, i)));
        }
        return target;
    }

    /** Number of the block that an entry of the list belongs to. */
    static int block(long entry) {
        long eighth = ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, entry + PLACE);
        return (int) (8 * eighth + ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, entry + PLACE + 8));
    }

    /** Copies a rounded row of k numbers with as much of its list as there is. */
    public static void copyRow(long source, long target, int k) {
        long blocks = (long) Activations.BYTES * (k / Activations.BLOCK);
        long bytes = blocks + HEAD + (long) BYTES * count(source + blocks);
        Memory.copy(source, target, bytes / 4);
    }
}
