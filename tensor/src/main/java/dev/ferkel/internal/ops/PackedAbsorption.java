package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Activations;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** {@link Absorption} with packed weights: queries by F16 keys, values by the panels of kv_b, a head's rows of it. */
final class PackedAbsorption implements Absorption {
    private final EagerOps ops;
    private final Kernels kernels;
    private final LatentHeads heads;
    private final Tensor keys;
    private final Panels panels;

    PackedAbsorption(EagerOps ops, Kernels kernels, LatentHeads heads, Tensor keys, Panels panels) {
        this.ops = ops;
        this.kernels = kernels;
        this.heads = heads;
        this.keys = keys;
        this.panels = panels;
    }

    /** Whether a head's rows are whole groups of panels. */
    static boolean takes(Kernels kernels, LatentHeads heads) {
        return kernels.multiplies(DType.F16)
                && heads.nopeDim() % Panels.GROUP == 0
                && heads.valueDim() % Panels.GROUP == 0
                && heads.latentDim() % Activations.BLOCK == 0;
    }

    @Override
    public void queries(Tensor q, Tensor latentQ) {
        int latent = heads.latentDim();
        int nope = heads.nopeDim();
        int rope = heads.ropeDim();
        Workers.parallel(heads.heads(), 1, (from, to) -> {
            for (int h = from; h < to; h++) {
                long source = q.address() + 4L * h * (nope + rope);
                long target = latentQ.address() + 4L * h * (latent + rope);
                long weight = keys.address() + 2L * h * nope * latent;
                kernels.multiply(
                        source,
                        q.dim(1),
                        DType.F16,
                        weight,
                        latent,
                        target,
                        latentQ.dim(1),
                        q.size(0),
                        nope,
                        latent,
                        false);
                for (int r = 0; r < q.size(0); r++) {
                    Memory.copy(source + 4 * (r * q.dim(1) + nope), target + 4 * (r * latentQ.dim(1) + latent), rope);
                }
            }
        });
    }

    @Override
    public void values(Tensor context, Tensor out) {
        int latent = heads.latentDim();
        int value = heads.valueDim();
        int rows = context.size(0);
        long rowBytes = Activations.rowBytes(latent);
        var rounded = ops.allocate((long) heads.heads() * rows, rowBytes / 4);
        Workers.parallel(heads.heads(), 1, (from, to) -> {
            for (int h = from; h < to; h++) {
                long x = rounded.address() + (long) h * rows * rowBytes;
                for (int r = 0; r < rows; r++) {
                    long source = context.address() + 4 * (r * context.dim(1) + (long) h * latent);
                    kernels.quantize(source, x + r * rowBytes, latent);
                }
                int first = h * (heads.nopeDim() + value) + heads.nopeDim();
                // the panels' rows count from the first head's
                long y = out.address() + 4L * h * value - 4L * first;
                kernels.panelProduct(
                        panels, x, rows, y, out.dim(1), first / Panels.GROUP, (first + value) / Panels.GROUP);
            }
        });
    }
}
