package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** What adds up gradients, F32: each number of a sum has its terms in the order of their rows, whatever the threads. */
final class Sums {
    /** Rows a task takes at least. */
    private static final int ROWS = 16;

    /** Columns of many rows that a task takes at least. */
    private static final int COLUMNS = 64;

    /** Numbers a task takes at least. */
    private static final int NUMBERS = 1 << 12;

    private static final Kernels KERNELS = Kernels.select();

    private Sums() {}

    /** to += from. */
    static void add(Tensor from, Tensor to) {
        numbers(from, (at, n) -> add(from.address() + at, to.address() + at, n));
    }

    /** to = from. */
    static void copy(Tensor from, Tensor to) {
        numbers(from, (at, n) -> Memory.copy(from.address() + at, to.address() + at, n));
    }

    /** to += factor from. */
    static void add(float factor, Tensor from, Tensor to) {
        numbers(from, (at, n) -> KERNELS.axpy(factor, from.address() + at, to.address() + at, n));
    }

    /** Row rows[r] of dx += row r of dy; a row may be named more than once: each thread takes some columns of all. */
    static void rows(Tensor dy, int[] rows, Tensor dx) {
        int n = dy.size(1);
        Workers.parallel(n, COLUMNS, (from, to) -> {
            for (int r = 0; r < rows.length; r++) {
                add(
                        dy.address() + 4 * ((long) r * n + from),
                        dx.address() + 4 * ((long) rows[r] * n + from),
                        to - from);
            }
        });
    }

    /** sum [n] += the rows of x [rows, n], or of x seen so. */
    static void ofRows(Tensor x, Tensor sum) {
        int n = sum.size(0);
        Workers.parallel(n, COLUMNS, (from, to) -> {
            for (long r = 0; r < x.elements() / n; r++) {
                add(x.address() + 4 * (r * n + from), sum.address() + 4L * from, to - from);
            }
        });
    }

    /** Columns [to, to + width) of dx += columns [at, at + width) of dy. */
    static void columns(Tensor dy, long at, long width, Tensor dx, long to) {
        Workers.parallel(dy.size(0), ROWS, (first, end) -> {
            for (int r = first; r < end; r++) {
                add(dy.address() + 4 * (r * dy.dim(1) + at), dx.address() + 4 * (r * dx.dim(1) + to), width);
            }
        });
    }

    @FunctionalInterface
    interface Piece {
        /** @param at bytes from the beginning */
        void run(long at, int n);
    }

    /** All numbers of a tensor, in pieces. */
    static void numbers(Tensor x, Piece piece) {
        Workers.parallel(Math.toIntExact(x.elements()), NUMBERS, (from, to) -> piece.run(4L * from, to - from));
    }

    private static void add(long from, long to, long n) {
        KERNELS.add(from, to, to, Math.toIntExact(n));
    }
}
