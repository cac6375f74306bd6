package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.tensor.Tensor;

/** SwiGLU feed-forward network (DeepSeek's {@code MLP}). */
record GatedFfn(FfnWeights weights) implements FeedForward {
    static GatedFfn of(Weights weights, String name, long hidden, long intermediate) {
        return new GatedFfn(new FfnWeights(
                weights.matrix(name + "gate_proj.weight", intermediate, hidden),
                weights.matrix(name + "up_proj.weight", intermediate, hidden),
                weights.matrix(name + "down_proj.weight", hidden, intermediate)));
    }

    @Override
    public Tensor forward(Step step, Tensor x, int layer) {
        return step.ops().gatedFfn(x, weights);
    }
}
