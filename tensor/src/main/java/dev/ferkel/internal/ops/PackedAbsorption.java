package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Activations;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** {@link Absorption} with packed weights, of which a head's are some rows of a matrix's panels. */
final class PackedAbsorption implements Absorption {
    /** Products of one head's weights and rows that are {@code ldx} numbers apart. */
    @FunctionalInterface
    private interface HeadProduct {
        void run(int head, long x, long ldx, int rows, long y, long ldy);
    }

    private final LatentHeads heads;
    private final HeadProduct keys;
    private final HeadProduct values;

    private PackedAbsorption(LatentHeads heads, HeadProduct keys, HeadProduct values) {
        this.heads = heads;
        this.keys = keys;
        this.values = values;
    }

    /** Whether a head's rows of kv_b [heads * (nope + value), latent] are whole groups of panels. */
    static boolean takes(Kernels kernels, LatentHeads heads) {
        return kernels.multiplies(DType.F16)
                && heads.nopeDim() % Panels.GROUP == 0
                && heads.valueDim() % Panels.GROUP == 0
                && heads.latentDim() % Activations.BLOCK == 0;
    }

    /** @param keys F16 [heads * nope, latent] of kv_b, whose panels are also given */
    static PackedAbsorption whole(Kernels kernels, LatentHeads heads, Tensor keys, Panels kvB) {
        int nope = heads.nopeDim();
        int latent = heads.latentDim();
        int perHead = nope + heads.valueDim();
        return new PackedAbsorption(
                heads,
                (h, x, ldx, rows, y, ldy) -> {
                    long weights = keys.address() + 2L * h * nope * latent;
                    kernels.multiply(x, ldx, DType.F16, weights, latent, y, ldy, rows, nope, latent, false);
                },
                (h, x, ldx, rows, y, ldy) ->
                        product(kernels, kvB, h * perHead + nope, heads.valueDim(), x, ldx, rows, y, ldy));
    }

    static PackedAbsorption split(Kernels kernels, LatentHeads heads, SplitLatentWeights weights) {
        int latent = heads.latentDim();
        int value = heads.valueDim();
        return new PackedAbsorption(
                heads,
                (h, x, ldx, rows, y, ldy) -> product(kernels, weights.keys(), h * latent, latent, x, ldx, rows, y, ldy),
                (h, x, ldx, rows, y, ldy) ->
                        product(kernels, weights.values(), h * value, value, x, ldx, rows, y, ldy));
    }

    /** Rows [first, first + count) of panels. */
    private static void product(
            Kernels kernels, Panels panels, int first, int count, long x, long ldx, int rows, long y, long ldy) {
        long input = x;
        if (panels.layout().rounds()) {
            input = AttentionWork.rounded(rows * panels.inputBytes());
            for (int r = 0; r < rows; r++) {
                kernels.quantize(x + 4L * r * ldx, input + r * panels.inputBytes(), panels.columns());
            }
        } else if (rows > 1 && ldx != panels.columns()) {
            input = AttentionWork.rounded(rows * panels.inputBytes());
            for (int r = 0; r < rows; r++) {
                Memory.copy(x + 4L * r * ldx, input + r * panels.inputBytes(), panels.columns());
            }
        }
        // results lie where their rows of the whole matrix would, which begins so much before
        kernels.panelProduct(
                panels, input, rows, y - 4L * first, ldy, first / Panels.GROUP, (first + count) / Panels.GROUP);
    }

    @Override
    public void queries(Tensor q, Tensor latentQ) {
        int nope = heads.nopeDim();
        int rope = heads.ropeDim();
        int latent = heads.latentDim();
        int rows = q.size(0);
        Workers.parallel(heads.heads(), 1, (from, to) -> {
            for (int h = from; h < to; h++) {
                long source = q.address() + 4L * h * (nope + rope);
                long target = latentQ.address() + 4L * h * (latent + rope);
                keys.run(h, source, q.dim(1), rows, target, latentQ.dim(1));
                for (int r = 0; r < rows; r++) {
                    Memory.copy(source + 4 * (r * q.dim(1) + nope), target + 4 * (r * latentQ.dim(1) + latent), rope);
                }
            }
        });
    }

    @Override
    public void values(Tensor context, Tensor out) {
        int rows = context.size(0);
        Workers.parallel(heads.heads(), 1, (from, to) -> {
            for (int h = from; h < to; h++) {
                long source = context.address() + 4L * h * heads.latentDim();
                long target = out.address() + 4L * h * heads.valueDim();
                values.run(h, source, context.dim(1), rows, target, out.dim(1));
            }
        });
    }
}
