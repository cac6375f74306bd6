package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Tensor;

/**
 * A SwiGLU network's values on the way to its output, but for silu(gate) * up, which is as soon computed as read.
 *
 * @param gate gate x [rows, intermediate]
 * @param up up x [rows, intermediate]
 * @param out [rows, dim]
 */
public record FfnSteps(Tensor gate, Tensor up, Tensor out) {
    /** Those of rows [from, to). */
    public FfnSteps rows(int from, int to) {
        return new FfnSteps(gate.rows(from, to), up.rows(from, to), out.rows(from, to));
    }
}
