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
                (first, count, from, to, k, depth) -> panels(
                        kernels,
                        a + 4 * (first * lda + k),
                        lda,
                        b,
                        c + 4 * first * ldc,
                        ldc,
                        count,
                        from,
                        to,
                        k,
                        depth,
                        adds || k > 0));
    }

    /** Rows of a by panels [from, to), part [k, k + depth) of their sums. */
    private static void panels(
            Kernels kernels,
            long a,
            long lda,
            ColumnPanels b,
            long c,
            long ldc,
            int rows,
            int from,
            int to,
            int k,
            int depth,
            boolean adds) {
        for (int p = from; p < to; p++) {
            long y = c + 4L * p * b.width();
            kernels.multiply(a, lda, DType.F32, b.at(p, k), b.step(), y, ldc, rows, depth, b.columnsOf(p), adds);
        }
    }

    /**
     * c[r][j] += sum over k of a[k][r] * b[k][j].
     *
     * @param a [depth, rows], rows {@code lda} numbers apart
     * @param c [rows, columns], rows {@code ldc} numbers apart
     */
    static void addTurned(Kernels kernels, long a, long lda, int rows, ColumnPanels b, long c, long ldc) {
        inBlocks(rows, TURNED_ROWS, b, (first, count, from, to, k, depth) -> {
            long turned = Workspace.reserveInTask(4L * TURNED_ROWS * DEPTH);
            kernels.transpose(DType.F32, a + 4 * (k * lda + first), lda, depth, count, turned, DEPTH);
            panels(kernels, turned, DEPTH, b, c + 4 * first * ldc, ldc, count, from, to, k, depth, true);
        });
    }

    /** Rows [first, first + count) of the result, panels [from, to) of it, and part [k, k + depth) of their sums. */
    @FunctionalInterface
    private interface Block {
        void run(int first, int count, int from, int to, int k, int depth);
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
                    work.run(first, Math.min(height, rows - first), begin, end, k, Math.min(DEPTH, b.depth() - k));
                }
            }
        });
    }
}
