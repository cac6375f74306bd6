package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.DType;

/**
 * Products of many rows, blocked for the caches after Goto and van de Geijn (2008). Every element is one sum over the
 * depth, one fused multiply-add after the other, whatever the blocks and threads.
 */
final class Gemm {
    /** Rows of a task: with {@link #DEPTH} of their numbers they stay in the second cache. */
    private static final int ROWS = 96;

    /** Rows of a task that takes a by columns: whole tiles, and whole cache lines of a. */
    private static final int TURNED_ROWS = 48;

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
                for (int k = 0; k < b.depth(); k += DEPTH) {
                    int depth = Math.min(DEPTH, b.depth() - k);
                    for (int p = 0; p < b.panels(); p++) {
                        kernels.multiplyTurned(
                                a + 4 * (k * lda + first),
                                lda,
                                b.at(p, k),
                                b.width(),
                                c + 4 * (first * ldc + (long) p * b.width()),
                                ldc,
                                count,
                                depth,
                                b.columnsOf(p));
                    }
                }
            }
        });
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
