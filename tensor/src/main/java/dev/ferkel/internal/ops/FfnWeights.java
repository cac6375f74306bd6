package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.tensor.Tensor;

/**
 * The three matrices of a SwiGLU feed-forward network: {@code down(silu(gate x) * up x)}.
 *
 * @param gate [intermediate, dim]
 * @param up [intermediate, dim]
 * @param down [dim, intermediate]
 */
public record FfnWeights(Tensor gate, Tensor up, Tensor down) {
    /** Whether products with these may run beside others': rounded inputs are shared. */
    boolean sharesNothing() {
        return !(gate.packed() instanceof Panels || up.packed() instanceof Panels || down.packed() instanceof Panels);
    }
}
