package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.kernel.Workspace;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.Heads;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/**
 * Gradients of causal softmax attention; probabilities are computed again, for 64 rows at a time. A key-value head of a
 * sequence is one thread's work, so that what is added to its keys and values comes in one order.
 */
final class AttentionBackward {
    private static final int TILE = 64;

    private final Kernels kernels;
    private final Heads heads;
    private final Tensor q;
    private final Tensor k;
    private final Tensor v;

    AttentionBackward(Kernels kernels, Heads heads, Tensor q, Tensor k, Tensor v) {
        this.kernels = kernels;
        this.heads = heads;
        this.q = q;
        this.k = k;
        this.v = v;
    }

    /** Gradients, each of its tensor's shape: dy is there, the others are added to. */
    record Flow(Tensor dy, Tensor dq, Tensor dk, Tensor dv) {}

    /**
     * Of one head and sequence: F32 keys [keyDim, padded] and values [valueDim, padded] turned and filled up with zeros;
     * probabilities and slopes [TILE, padded].
     */
    private record Work(int padded, long keys, long values, long probabilities, long slopes) {
        static Work of(int length, Heads heads) {
            int padded = length + 15 & -16;
            long keys = Workspace.reserve(4L * padded * (heads.keyDim() + heads.valueDim() + 2 * TILE));
            long values = keys + 4L * padded * heads.keyDim();
            long probabilities = values + 4L * padded * heads.valueDim();
            return new Work(padded, keys, values, probabilities, probabilities + 4L * padded * TILE);
        }
    }

    void run(Batch batch, Flow flow) {
        int perSequence = heads.keyValueHeads();
        Workers.parallel(batch.sequences() * perSequence, 1, (from, to) -> {
            for (int task = from; task < to; task++) {
                int s = task / perSequence;
                head(batch.starts()[s], batch.end(s), task % perSequence, flow);
            }
        });
    }

    private void head(int start, int end, int kvHead, Flow flow) {
        int n = end - start;
        var work = Work.of(n, heads);
        turn(k, start, kvHead, heads.keyDim(), n, work.keys(), work.padded());
        turn(v, start, kvHead, heads.valueDim(), n, work.values(), work.padded());
        for (int head = kvHead * heads.group(); head < (kvHead + 1) * heads.group(); head++) {
            for (int row = 0; row < n; row += TILE) {
                tile(start, row, Math.min(TILE, n - row), kvHead, head, work, flow);
            }
        }
    }

    private void turn(Tensor x, int start, int head, int width, int n, long target, int padded) {
        if (n < padded) {
            Memory.clear(target, (long) width * padded);
        }
        kernels.transpose(DType.F32, at(x, start, head, width), x.dim(1), n, width, target, padded);
    }

    private void tile(int start, int first, int rows, int kvHead, int head, Work work, Flow flow) {
        int keyDim = heads.keyDim();
        int valueDim = heads.valueDim();
        int keys = first + rows;
        int columns = keys + 15 & -16;
        int row = start + first;
        long ld = work.padded();
        multiply(
                at(q, row, head, keyDim),
                q.dim(1),
                work.keys(),
                ld,
                work.probabilities(),
                ld,
                rows,
                keyDim,
                columns,
                false);
        long out = at(flow.dy(), row, head, valueDim);
        multiply(out, flow.dy().dim(1), work.values(), ld, work.slopes(), ld, rows, valueDim, columns, false);
        for (int r = 0; r < rows; r++) {
            slopes(work.probabilities() + 4L * r * ld, work.slopes() + 4L * r * ld, first + r + 1, columns);
        }
        long kRows = at(k, start, kvHead, keyDim);
        long dq = at(flow.dq(), row, head, keyDim);
        multiply(work.slopes(), ld, kRows, k.dim(1), dq, q.dim(1), rows, keys, keyDim, true);
        long dv = at(flow.dv(), start, kvHead, heads.valueDim());
        kernels.multiplyTurned(work.probabilities(), ld, out, flow.dy().dim(1), dv, v.dim(1), keys, rows, valueDim);
        long dk = at(flow.dk(), start, kvHead, keyDim);
        kernels.multiplyTurned(work.slopes(), ld, at(q, row, head, keyDim), q.dim(1), dk, k.dim(1), keys, rows, keyDim);
    }

    /**
     * Of one row: scores become probabilities, and what flows to those what flows to the scores; 0 from key n on, which
     * are computed with the others, as whole vectors are faster.
     */
    private void slopes(long p, long d, int n, int columns) {
        kernels.scale(heads.scale(), p, p, n);
        for (int i = n; i < columns; i++) {
            Memory.put(p, i, Float.NEGATIVE_INFINITY);
        }
        kernels.scale(1f / kernels.expSum(p, kernels.max(p, columns), p, columns), p, p, columns);
        float mean = kernels.dot(p, d, columns);
        kernels.scaleMultiply(heads.scale(), d, p, d, columns);
        kernels.axpy(-heads.scale() * mean, p, d, columns);
    }

    private void multiply(
            long a, long lda, long b, long ldb, long c, long ldc, int rows, int depth, int columns, boolean adds) {
        kernels.multiply(a, lda, DType.F32, b, ldb, c, ldc, rows, depth, columns, adds);
    }

    private static long at(Tensor x, int row, int head, int width) {
        return x.address() + 4 * (row * x.dim(1) + (long) head * width);
    }
}
