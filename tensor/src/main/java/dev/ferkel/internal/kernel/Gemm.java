package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;

/**
 * Products of many rows, blocked for the caches after Goto and van de Geijn (2008). Every element is one sum over the
 * depth, one fused multiply-add after the other, whatever the blocks and threads.
 */
final class Gemm {
    /** Rows of a task: with {@link #DEPTH} of their numbers they stay in the second cache. */
    private static final int ROWS = 96;

    /** Rows of a task that takes a by columns: whole tiles, and whole cache lines of a. */
    private static final int TURNED_ROWS = 48;

    /** Rows of a by columns that lie beside each other: rows of a tile, an even number. */
    private static final int TILE = 6;

    /** Of a panel that stays in the first cache. */
    private static final int DEPTH = 256;

    private Gemm() {}

    /**
     * c[r][j] = sum over k of a[r][k] * b[k][j], or that added to c.
     *
     * @param a [rows, depth], rows {@code lda} numbers apart
     * @param c [rows, columns], rows {@code ldc} numbers apart
     */
    static void run(Kernels kernels, long a, long lda, int rows, ColumnPanels b, long c, long ldc, boolean adds) {
        int rowBlocks = (rows + ROWS - 1) / ROWS;
        int least = 4 * Workers.threads();
        int parts = Math.min(b.panels(), Math.max(1, (least + rowBlocks - 1) / Math.max(1, rowBlocks)));
        Workers.parallel(rowBlocks * parts, 1, (from, to) -> {
            for (int task = from; task < to; task++) {
                int first = task / parts * ROWS;
                int part = task % parts;
                int begin = (int) ((long) b.panels() * part / parts);
                int end = (int) ((long) b.panels() * (part + 1) / parts);
                block(kernels, a, lda, first, Math.min(ROWS, rows - first), b, begin, end, c, ldc, adds);
            }
        });
    }

    /**
     * c[r][j] += sum over k of a[k][r] * b[k][j].
     *
     * @param a [depth, rows], rows {@code lda} numbers apart
     * @param c [rows, columns], rows {@code ldc} numbers apart
     */
    static void addTurned(Kernels kernels, long a, long lda, int rows, ColumnPanels b, long c, long ldc) {
        Workers.parallel((rows + TURNED_ROWS - 1) / TURNED_ROWS, 1, (from, to) -> {
            for (int block = from; block < to; block++) {
                int first = block * TURNED_ROWS;
                int count = Math.min(TURNED_ROWS, rows - first);
                long tiles = RowTile.buffer(TURNED_ROWS * DEPTH);
                for (int k = 0; k < b.depth(); k += DEPTH) {
                    int depth = Math.min(DEPTH, b.depth() - k);
                    inTiles(a + 4 * (k * lda + first), lda, count, depth, tiles);
                    for (int p = 0; p < b.panels(); p++) {
                        for (int r = 0; r < count; r += TILE) {
                            kernels.multiplyTurned(
                                    tiles + 4L * r * depth,
                                    TILE,
                                    b.at(p, k),
                                    b.width(),
                                    c + 4 * ((first + r) * ldc + (long) p * b.width()),
                                    ldc,
                                    Math.min(TILE, count - r),
                                    depth,
                                    b.columnsOf(p));
                        }
                    }
                }
            }
        });
    }

    /**
     * Copies a [depth, rows] to [rows / TILE, depth, TILE]: where rows of a lie a power of two apart, few sets of the first
     * cache would have to hold all of them.
     */
    private static void inTiles(long a, long lda, int rows, int depth, long tiles) {
        for (int r = 0; r < rows; r += TILE) {
            long to = tiles + 4L * r * depth;
            if (rows - r < TILE) {
                for (int k = 0; k < depth; k++) {
                    Memory.copy(a + 4 * (k * lda + r), to + 4L * k * TILE, rows - r);
                }
                return;
            }
            for (int k = 0; k < depth; k++) {
                for (int pair = 0; pair < TILE; pair += 2) {
                    Memory.put64(to + 4L * (k * TILE + pair), Memory.get64(a + 4 * (k * lda + r + pair)));
                }
            }
        }
    }

    private static void block(
            Kernels kernels,
            long a,
            long lda,
            int first,
            int rows,
            ColumnPanels b,
            int begin,
            int end,
            long c,
            long ldc,
            boolean adds) {
        for (int k = 0; k < b.depth(); k += DEPTH) {
            int depth = Math.min(DEPTH, b.depth() - k);
            for (int p = begin; p < end; p++) {
                kernels.multiply(
                        a + 4 * (first * lda + k),
                        lda,
                        DType.F32,
                        b.at(p, k),
                        b.width(),
                        c + 4 * (first * ldc + (long) p * b.width()),
                        ldc,
                        rows,
                        depth,
                        b.columnsOf(p),
                        adds || k > 0);
            }
        }
    }
}
