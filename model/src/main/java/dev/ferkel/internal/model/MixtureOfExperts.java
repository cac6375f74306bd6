package dev.ferkel.internal.model;

import dev.ferkel.internal.config.Experts;
import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DeepSeekMoE: a few routed experts a token, and shared ones for every token. */
final class MixtureOfExperts implements FeedForward {
    private final Gate gate;
    private final List<FfnWeights> experts;
    private final Optional<GatedFfn> shared;

    MixtureOfExperts(Weights weights, String name, Experts shape, long hidden) {
        gate = Gate.of(weights, name + "gate.", shape, hidden);
        var list = new ArrayList<FfnWeights>();
        for (int e = 0; e < shape.routed(); e++) {
            list.add(GatedFfn.expert(weights, name + "experts." + e + ".", hidden, shape.intermediateSize()));
        }
        experts = List.copyOf(list);
        shared = shape.shared() == 0
                ? Optional.empty()
                : Optional.of(new GatedFfn(
                        weights, name + "shared_experts.", hidden, (long) shape.shared() * shape.intermediateSize()));
    }

    @Override
    public Tensor forward(Step step, Tensor x, int layer) {
        var ops = step.ops();
        var routing = gate.forward(ops, x, step.probe().kept(layer));
        step.probe().routing(layer, routing);
        var routed = ops.mixtureOfExperts(x, routing, experts);
        return shared.isPresent() ? ops.add(routed, shared.get().forward(step, x, layer)) : routed;
    }
}
