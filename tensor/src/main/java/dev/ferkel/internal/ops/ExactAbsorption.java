package dev.ferkel.internal.ops;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/** {@link Absorption} that rounds nothing: weights are decoded as they are needed. */
final class ExactAbsorption implements Absorption {
    private final Kernels kernels;
    private final LatentHeads heads;
    private final Tensor kvB;

    /** @param kvB [heads * (nope + value), latentDim] */
    ExactAbsorption(Kernels kernels, LatentHeads heads, Tensor kvB) {
        this.kernels = kernels;
        this.heads = heads;
        this.kvB = kvB;
    }

    @Override
    public void queries(Tensor q, Tensor latentQ) {
        Workers.parallel(heads.heads(), 1, (from, to) -> queries(q, latentQ, from, to));
    }

    @Override
    public void values(Tensor context, Tensor out) {
        Workers.parallel(heads.heads(), 1, (from, to) -> values(context, out, from, to));
    }

    private void queries(Tensor q, Tensor latentQ, int from, int to) {
        int latent = heads.latentDim();
        int nope = heads.nopeDim();
        int rope = heads.ropeDim();
        try (var arena = Arena.ofConfined()) {
            long weight = arena.allocate(4L * nope * latent, Tensor.ALIGNMENT).address();
            for (int h = from; h < to; h++) {
                long firstRow = (long) h * (nope + heads.valueDim());
                Formats.decodeRows(kvB, firstRow, firstRow + nope, weight);
                for (int r = 0; r < q.size(0); r++) {
                    long source = q.address() + 4 * (r * q.dim(1) + (long) h * (nope + rope));
                    long target = latentQ.address() + 4 * (r * latentQ.dim(1) + (long) h * (latent + rope));
                    Memory.clear(target, latent);
                    for (int i = 0; i < nope; i++) {
                        kernels.axpy(Memory.get(source, i), weight + 4L * i * latent, target, latent);
                    }
                    Memory.copy(source + 4L * nope, target + 4L * latent, rope);
                }
            }
        }
    }

    private void values(Tensor context, Tensor out, int from, int to) {
        int latent = heads.latentDim();
        int value = heads.valueDim();
        try (var arena = Arena.ofConfined()) {
            long weight = arena.allocate(4L * value * latent, Tensor.ALIGNMENT).address();
            for (int h = from; h < to; h++) {
                long firstRow = (long) h * (heads.nopeDim() + value) + heads.nopeDim();
                Formats.decodeRows(kvB, firstRow, firstRow + value, weight);
                kernels.matmul(
                        DType.F32,
                        weight,
                        0,
                        context.address() + 4L * h * latent,
                        context.dim(1),
                        out.address() + 4L * h * value,
                        out.dim(1),
                        context.size(0),
                        0,
                        value,
                        latent);
            }
        }
    }
}
