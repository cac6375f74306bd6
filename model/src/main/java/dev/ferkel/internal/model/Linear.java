package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * y = x W^T + b.
 *
 * @param weight [out, in]
 * @param bias [out], or null
 * @param path beside the weight
 */
record Linear(Tensor weight, @Nullable Tensor bias, Optional<LowRank> path) {
    static Linear of(Weights weights, String name, long out, long in) {
        return new Linear(weights.matrix(name + ".weight", out, in), null, weights.lowRank(name, out, in));
    }

    static Linear withBias(Weights weights, String name, long out, long in) {
        return new Linear(
                weights.matrix(name + ".weight", out, in),
                weights.findVector(name + ".bias", out).orElse(null),
                weights.lowRank(name, out, in));
    }

    Tensor forward(Ops ops, Tensor x) {
        return adapted(ops, ops.linear(x, weight, bias), x);
    }

    /** What the weight made of x, with the path's part. */
    Tensor adapted(Ops ops, Tensor y, Tensor x) {
        return path.isPresent() ? path.get().add(ops, y, x) : y;
    }
}
