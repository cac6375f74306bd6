package dev.ferkel.internal.autograd;

import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.tensor.Tensor;

/**
 * Gradients inside a SwiGLU network, all [rows, intermediate], all to be written.
 */
record FfnSlopes(Tensor hidden, Tensor gate, Tensor up) {
    static FfnSlopes of(EagerOps ops, Tensor like) {
        var shape = like.shape();
        return new FfnSlopes(ops.allocate(shape), ops.allocate(shape), ops.allocate(shape));
    }

    FfnSlopes rows(int from, int to) {
        return new FfnSlopes(hidden.rows(from, to), gate.rows(from, to), up.rows(from, to));
    }
}
