package dev.ferkel.internal.ops;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/**
 * The two matrix products that MLA's latent form moves out of the cache: queries into the latent space before
 * attention, and its context back to values after (DeepSeek-V2 report, section 2.1.2: W_UK into W_UQ, W_UV into W_O).
 */
final class AbsorbedQueries {
    private final Kernels kernels;
    private final LatentHeads heads;
    private final Tensor kvB;

    /** @param kvB [heads * (nope + value), latentDim] */
    AbsorbedQueries(Kernels kernels, LatentHeads heads, Tensor kvB) {
        this.kernels = kernels;
        this.heads = heads;
        this.kvB = kvB;
    }

    /** Heads [from, to) of q [rows, heads * (nope + rope)] to latentQ [rows, heads * (latentDim + rope)]. */
    void queries(Tensor q, Tensor latentQ, int from, int to) {
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

    /** Heads [from, to) of context [rows, heads * latentDim] to out [rows, heads * value]. */
    void values(Tensor context, Tensor out, int from, int to) {
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
