package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x W^T + b.
 *
 * @param weight [out, in]
 * @param bias [out], or null
 */
record Linear(Tensor weight, @Nullable Tensor bias) {
    static Linear of(Weights weights, String name, long out, long in) {
        return new Linear(weights.matrix(name + ".weight", out, in), null);
    }

    static Linear withBias(Weights weights, String name, long out, long in) {
        return new Linear(
                weights.matrix(name + ".weight", out, in),
                weights.findVector(name + ".bias", out).orElse(null));
    }

    Tensor forward(Ops ops, Tensor x) {
        return ops.linear(x, weight, bias);
    }
}
