package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;

/**
 * An F32 matrix [depth, columns] as products stream through it: panels of {@code width} columns, in each depth after
 * depth.
 *
 * @param apart numbers between the beginnings of two panels
 * @param step numbers between one depth of a panel and the next
 */
record ColumnPanels(long address, int depth, int columns, int width, long apart, long step) {
    private static final int GRAIN = 64;

    /** Panels with memory of their own, one after the other, to be filled; the last is filled up with zeros. */
    static ColumnPanels packed(long address, int depth, int columns, int width) {
        return new ColumnPanels(address, depth, columns, width, (long) depth * width, width);
    }

    /** Panels of a matrix that stays where it lies, row after row. */
    static ColumnPanels ofRows(long address, int depth, int columns, int width) {
        return new ColumnPanels(address, depth, columns, width, width, columns);
    }

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
        return address + 4 * (p * apart + from * step);
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
