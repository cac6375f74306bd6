package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;

/**
 * An F32 matrix [depth, columns] as products stream through it: panels of {@code width} columns, in each depth after
 * depth; the last panel is filled up with zeros.
 */
record ColumnPanels(long address, int depth, int columns, int width) {
    private static final int GRAIN = 64;

    static long bytes(int depth, int columns, int width) {
        return 4L * depth * count(columns, width) * width;
    }

    private static int count(int columns, int width) {
        return (columns + width - 1) / width;
    }

    int panels() {
        return count(columns, width);
    }

    /** How many columns panel {@code p} really has. */
    int columnsOf(int p) {
        return Math.min(width, columns - p * width);
    }

    /** Address of a panel's numbers from {@code from} on. */
    long at(int p, int from) {
        return address + 4L * ((long) p * depth + from) * width;
    }

    /** Fills the panels with a matrix [depth, columns] that lies row after row, {@code stride} numbers apart. */
    void fillFromRows(long matrix, long stride) {
        Workers.parallel(depth, GRAIN, (from, to) -> {
            for (int p = 0; p < panels(); p++) {
                int count = columnsOf(p);
                for (int k = from; k < to; k++) {
                    long target = at(p, k);
                    Memory.copy(matrix + 4 * (k * stride + (long) p * width), target, count);
                    if (count < width) {
                        Memory.clear(target + 4L * count, width - count);
                    }
                }
            }
        });
    }

    /** Fills the panels with the transpose of a matrix [columns, depth]. */
    void fillFromColumns(Kernels kernels, long matrix, long stride) {
        Workers.parallel(panels(), 1, (from, to) -> {
            for (int p = from; p < to; p++) {
                int count = columnsOf(p);
                if (count < width) {
                    Memory.clear(at(p, 0), (long) depth * width);
                }
                for (int k = 0; k < depth; k += GRAIN) {
                    kernels.transpose(
                            DType.F32,
                            matrix + 4 * ((long) p * width * stride + k),
                            stride,
                            count,
                            Math.min(GRAIN, depth - k),
                            at(p, k),
                            width);
                }
            }
        });
    }
}
