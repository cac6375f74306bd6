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
        inBlocks(
                rows,
                ROWS,
                b,
                (first, count, p, k, depth) -> kernels.multiply(
                        a + 4 * (first * lda + k),
                        lda,
                        DType.F32,
                        b.at(p, k),
                        b.width(),
                        c + 4 * (first * ldc + (long) p * b.width()),
                        ldc,
                        count,
                        depth,
                        b.columnsOf(p),
                        adds || k > 0));
    }

    /**
     * c[r][j] += sum over k of a[k][r] * b[k][j].
     *
     * @param a [depth, rows], rows {@code lda} numbers apart
     * @param c [rows, columns], rows {@code ldc} numbers apart
     */
    static void addTurned(Kernels kernels, long a, long lda, int rows, ColumnPanels b, long c, long ldc) {
        inBlocks(
                rows,
                TURNED_ROWS,
                b,
                (first, count, p, k, depth) -> kernels.multiplyTurned(
                        a + 4 * (k * lda + first),
                        lda,
                        b.at(p, k),
                        b.width(),
                        c + 4 * (first * ldc + (long) p * b.width()),
                        ldc,
                        count,
                        depth,
                        b.columnsOf(p)));
    }

    /** Rows [first, first + count) of the result, panel p of it, and part [k, k + depth) of their sums. */
    @FunctionalInterface
    private interface Block {
        void run(int first, int count, int p, int k, int depth);
    }

    /** Blocks of rows, and the panels in as many parts as keep all threads busy to the end; depths in their order. */
    private static void inBlocks(int rows, int height, ColumnPanels b, Block work) {
        int blocks = (rows + height - 1) / height;
        int least = 4 * Workers.threads();
        int parts = Math.min(b.panels(), Math.max(1, (least + blocks - 1) / Math.max(1, blocks)));
        Workers.parallel(blocks * parts, 1, (from, to) -> {
            for (int task = from; task < to; task++) {
                int first = task / parts * height;
                long part = task % parts;
                int begin = (int) (b.panels() * part / parts);
                int end = (int) (b.panels() * (part + 1) / parts);
                for (int k = 0; k < b.depth(); k += DEPTH) {
                    for (int p = begin; p < end; p++) {
                        work.run(first, Math.min(height, rows - first), p, k, Math.min(DEPTH, b.depth() - k));
                    }
                }
            }
        });
    }
}
