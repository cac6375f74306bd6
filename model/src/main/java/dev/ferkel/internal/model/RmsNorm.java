package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.tensor.Tensor;

/** Root mean square normalisation with a learned factor a column. */
record RmsNorm(Tensor weight, float eps) {
    /** The eps of the norms inside MLA and of Qwen3's heads' default, whatever the config says of the others. */
    static final float INNER_EPS = 1e-6f;

    static RmsNorm of(Weights weights, String name, long size, float eps) {
        return new RmsNorm(weights.vector(name + ".weight", size), eps);
    }

    Tensor forward(Ops ops, Tensor x) {
        return ops.rmsNorm(x, weight, eps);
    }
}
