package dev.ferkel.internal.ops;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.IdentityHashMap;

/**
 * The rows of MLA's kv_b that make keys of latents, in F16, as they are multiplied with queries: the other way round
 * from how the panels of the same matrix lie. Made when first needed.
 */
final class AbsorbedWeights implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final IdentityHashMap<Tensor, Tensor> keys = new IdentityHashMap<>();

    /** F16 [heads * nope, latentDim] of kvB [heads * (nope + value), latentDim]. */
    Tensor keys(Kernels kernels, Tensor kvB, LatentHeads heads) {
        return keys.computeIfAbsent(kvB, w -> make(kernels, w, heads));
    }

    private Tensor make(Kernels kernels, Tensor kvB, LatentHeads heads) {
        int nope = heads.nopeDim();
        int latent = heads.latentDim();
        var made = Tensor.allocate(arena, DType.F16, (long) heads.heads() * nope, latent);
        Workers.parallel(heads.heads(), 1, (from, to) -> {
            try (var own = Arena.ofConfined()) {
                long rows = own.allocate(4L * nope * latent, Tensor.ALIGNMENT).address();
                for (int h = from; h < to; h++) {
                    long first = (long) h * (nope + heads.valueDim());
                    Formats.decodeRows(kvB, first, first + nope, rows);
                    kernels.encode(DType.F16, rows, made.address() + 2L * h * nope * latent, (long) nope * latent);
                }
            }
        });
        return made;
    }

    @Override
    public void close() {
        arena.close();
    }
}
