package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Activations;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Rows rounded to 8 bits for packed weights; the last are kept, since several matrices often take the same rows. */
final class Roundings {
    private static final int GRAIN = 8;

    private final EagerOps ops;
    private final Kernels kernels;
    private @Nullable Tensor source;
    private @Nullable Tensor rounded;

    Roundings(EagerOps ops, Kernels kernels) {
        this.ops = ops;
        this.kernels = kernels;
    }

    /** Address of what a product takes of x: its rounded rows, or itself. */
    long inputOf(Tensor x, boolean rounds) {
        return rounds ? of(x).address() : x.address();
    }

    /** Rounded rows of x [rows, k] as {@link Activations} lie. */
    Tensor of(Tensor x) {
        if (source == x && rounded != null) {
            return rounded;
        }
        int k = x.size(1);
        long rowBytes = Activations.rowBytes(k);
        var target = ops.allocate(x.dim(0), rowBytes / 4);
        Workers.parallel(x.size(0), GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                kernels.quantize(x.address() + 4L * r * k, target.address() + r * rowBytes, k);
            }
        });
        source = x;
        rounded = target;
        return target;
    }

    /** Forgets what was kept: the next step writes over it. */
    void reset() {
        source = null;
        rounded = null;
    }
}
