package dev.ferkel.internal.conversion;

import java.util.List;

/** Matrices of the same shape, one after another. */
record Stack(List<F32Rows> matrices, long rows, int columns) implements F32Rows {
    @Override
    public void read(long from, long to, long target) {
        for (long row = from; row < to; ) {
            long end = Math.min(to, (row / rows + 1) * rows);
            matrices.get((int) (row / rows))
                    .read(row % rows, row % rows + end - row, target + 4L * columns * (row - from));
            row = end;
        }
    }
}
