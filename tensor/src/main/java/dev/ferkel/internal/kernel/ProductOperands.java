package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.Memory;

/**
 * Copies of matrices [rows, columns], row after row, rounded to a {@link ProductPrecision} and back: products of them are
 * what narrow arithmetic with F32 sums comes to.
 */
record ProductOperands(Kernels kernels, ProductPrecision precision) {
    /** Edge of a tile and of a block. */
    static final int TILE = 128;

    /** Columns of a task that goes down a tile. */
    private static final int COLUMNS = 256;

    private static int tiles(long n) {
        return (int) ((n + TILE - 1) / TILE);
    }

    /** Rounds in tiles along the rows. */
    void alongRows(long source, long target, int rows, int columns) {
        Workers.parallel(rows, 8, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int c = 0; c < columns; c += TILE) {
                    long at = 4 * ((long) r * columns + c);
                    tile(source + at, target + at, Math.min(TILE, columns - c));
                }
            }
        });
    }

    private void tile(long source, long target, int n) {
        if (precision == ProductPrecision.FP8) {
            kernels.roundE4m3(Roundings.scale(kernels.largest(source, n)), source, target, n);
        } else {
            kernels.roundBf16(source, target, n);
        }
    }

    /** Numbers that {@link #alongColumns} keeps scales in. */
    static long scales(int rows, int columns) {
        return (long) tiles(rows) * columns;
    }

    /**
     * Rounds in tiles along the columns, for products that sum over the rows.
     *
     * @param scales F32 memory, as much as {@link #scales} says
     */
    void alongColumns(long source, long target, int rows, int columns, long scales) {
        if (precision != ProductPrecision.FP8) {
            alongRows(source, target, rows, columns);
            return;
        }
        int parts = (columns + COLUMNS - 1) / COLUMNS;
        Workers.parallel(tiles(rows) * parts, 1, (from, to) -> {
            for (int task = from; task < to; task++) {
                int first = task / parts * TILE;
                int column = task % parts * COLUMNS;
                int count = Math.min(COLUMNS, columns - column);
                long mine = scales + 4 * ((long) task / parts * columns + column);
                Memory.clear(mine, count);
                int end = Math.min(rows, first + TILE);
                for (int r = first; r < end; r++) {
                    kernels.largest(source + 4 * ((long) r * columns + column), mine, count);
                }
                Roundings.scales(mine, count);
                for (int r = first; r < end; r++) {
                    long at = 4 * ((long) r * columns + column);
                    kernels.roundE4m3(mine, source + at, target + at, count);
                }
            }
        });
    }

    /** Rounds in square blocks, as weights are. */
    void inBlocks(long source, long target, int rows, int columns) {
        if (precision != ProductPrecision.FP8) {
            alongRows(source, target, rows, columns);
            return;
        }
        int across = tiles(columns);
        Workers.parallel(tiles(rows) * across, 1, (from, to) -> {
            for (int task = from; task < to; task++) {
                int first = task / across * TILE;
                int column = task % across * TILE;
                int count = Math.min(TILE, columns - column);
                int end = Math.min(rows, first + TILE);
                float largest = 0;
                for (int r = first; r < end; r++) {
                    largest = Math.max(largest, kernels.largest(source + 4 * ((long) r * columns + column), count));
                }
                float scale = Roundings.scale(largest);
                for (int r = first; r < end; r++) {
                    long at = 4 * ((long) r * columns + column);
                    kernels.roundE4m3(scale, source + at, target + at, count);
                }
            }
        });
    }
}
