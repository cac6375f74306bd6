package dev.ferkel.internal.optim;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workspace;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;

/**
 * Makes the singular values of a matrix about 1 by five steps of an odd polynomial of degree five, whose coefficients are
 * Jordan's (2024): X becomes a X + (b A + c A A) X with A = X X^T. In F32, one after the other.
 */
final class NewtonSchulz {
    private static final int STEPS = 5;
    private static final float A = 3.4445f;
    private static final float B = -4.7750f;
    private static final float C = 2.0315f;

    /** Added to the norm that a matrix is divided by first. */
    private static final float LEAST = 1e-7f;

    /** Rows that are multiplied at once where only one triangle is: whole tiles of six. */
    private static final int BLOCK = 48;

    private NewtonSchulz() {}

    /** Of x [rows, columns], in place. */
    static void run(Kernels kernels, long x, int rows, int columns) {
        boolean turns = rows > columns;
        int n = Math.min(rows, columns);
        int m = Math.max(rows, columns);
        long whole = 4L * n * m;
        long square = 4L * n * n;
        long work = Workspace.reserve(3 * whole + 2 * square);
        long now = work;
        long turned = now + whole;
        long next = turned + whole;
        long gram = next + whole;
        long polynomial = gram + square;
        if (turns) {
            kernels.transpose(DType.F32, x, columns, rows, columns, now, rows);
        } else {
            Memory.copy(x, now, (long) n * m);
        }
        float norm = (float) Math.sqrt(kernels.dot(now, now, n * m));
        kernels.scale(1f / Math.max(norm, LEAST), now, now, n * m);
        for (int step = 0; step < STEPS; step++) {
            kernels.transpose(DType.F32, now, m, n, m, turned, n);
            symmetric(kernels, now, turned, m, n, gram);
            symmetric(kernels, gram, gram, n, n, polynomial);
            kernels.scale(C, polynomial, polynomial, n * n);
            kernels.axpy(B, gram, polynomial, n * n);
            kernels.multiply(polynomial, n, DType.F32, now, m, next, m, n, n, m, false);
            kernels.axpy(A, now, next, n * m);
            long free = now;
            now = next;
            next = free;
        }
        if (turns) {
            kernels.transpose(DType.F32, now, rows, columns, rows, x, columns);
        } else {
            Memory.copy(now, x, (long) n * m);
        }
    }

    /** The product [n, n] of a [n, k] and b [k, n], known to be symmetric: the lower triangle's blocks, then their mirror images. */
    private static void symmetric(Kernels kernels, long a, long b, int k, int n, long c) {
        for (int from = 0; from < n; from += BLOCK) {
            int rows = Math.min(BLOCK, n - from);
            long row = c + 4L * from * n;
            kernels.multiply(a + 4L * from * k, k, DType.F32, b, n, row, n, rows, k, from + rows, false);
            kernels.transpose(DType.F32, row, n, rows, from, c + 4L * from, n);
        }
    }
}
