package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.tensor.Tensor;
import java.util.stream.Stream;

/** SwiGLU feed-forward network (DeepSeek's {@code MLP}). */
final class GatedFfn implements FeedForward {
    private final Linear gate;
    private final Linear up;
    private final Linear down;
    private final FfnWeights weights;
    private final boolean adapted;

    GatedFfn(Weights weights, String name, long hidden, long intermediate) {
        gate = Linear.of(weights, name + "gate_proj", intermediate, hidden);
        up = Linear.of(weights, name + "up_proj", intermediate, hidden);
        down = Linear.of(weights, name + "down_proj", hidden, intermediate);
        this.weights = new FfnWeights(gate.weight(), up.weight(), down.weight());
        adapted = Stream.of(gate, up, down).anyMatch(l -> l.path().isPresent());
    }

    /** The matrices of an expert, which have no path beside them. */
    static FfnWeights expert(Weights weights, String name, long hidden, long intermediate) {
        return new FfnWeights(
                weights.matrix(name + "gate_proj.weight", intermediate, hidden),
                weights.matrix(name + "up_proj.weight", intermediate, hidden),
                weights.matrix(name + "down_proj.weight", hidden, intermediate));
    }

    @Override
    public Tensor forward(Step step, Tensor x, int layer) {
        var ops = step.ops();
        return adapted
                ? down.forward(ops, ops.swiglu(gate.forward(ops, x), up.forward(ops, x)))
                : ops.gatedFfn(x, weights);
    }
}
