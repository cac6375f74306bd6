package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.Heads;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/** Gradients of causal softmax attention; probabilities are computed again. A key-value head is one thread's work. */
final class AttentionBackward {
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

    /** Adds to dq, dk and dv what flows back from dy, each of its tensor's shape. */
    void run(Batch batch, Tensor dy, Tensor dq, Tensor dk, Tensor dv) {
        Workers.parallel(heads.keyValueHeads(), 1, (from, to) -> {
            try (var arena = Arena.ofConfined()) {
                long work = arena.allocate(8L * batch.rows(), Tensor.ALIGNMENT).address();
                for (int head = from; head < to; head++) {
                    for (int s = 0; s < batch.sequences(); s++) {
                        for (int row = batch.starts()[s]; row < batch.end(s); row++) {
                            for (int g = 0; g < heads.heads() / heads.keyValueHeads(); g++) {
                                row(batch.starts()[s], row, head, g, work, dy, dq, dk, dv);
                            }
                        }
                    }
                }
            }
        });
    }

    private void row(int start, int row, int kvHead, int g, long work, Tensor dy, Tensor dq, Tensor dk, Tensor dv) {
        int n = row - start + 1;
        int keyDim = heads.keyDim();
        int valueDim = heads.valueDim();
        int head = kvHead * (heads.heads() / heads.keyValueHeads()) + g;
        long query = at(q, row, head, keyDim);
        long out = at(dy, row, head, valueDim);
        long p = work;
        long d = work + 4L * n;
        for (int j = 0; j < n; j++) {
            Memory.put(p, j, heads.scale() * kernels.dot(query, at(k, start + j, kvHead, keyDim), keyDim));
            Memory.put(d, j, kernels.dot(out, at(v, start + j, kvHead, valueDim), valueDim));
        }
        kernels.scale(1f / kernels.expSum(p, kernels.max(p, n), p, n), p, p, n);
        float mean = kernels.dot(p, d, n);
        for (int j = 0; j < n; j++) {
            float weight = Memory.get(p, j);
            kernels.axpy(weight, out, at(dv, start + j, kvHead, valueDim), valueDim);
            float slope = weight * (Memory.get(d, j) - mean) * heads.scale();
            kernels.axpy(slope, at(k, start + j, kvHead, keyDim), at(dq, row, head, keyDim), keyDim);
            kernels.axpy(slope, query, at(dk, start + j, kvHead, keyDim), keyDim);
        }
    }

    private static long at(Tensor x, int row, int head, int width) {
        return x.address() + 4 * (row * x.dim(1) + (long) head * width);
    }
}
