package dev.ferkel.internal.model;

import dev.ferkel.internal.config.Experts;
import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.ops.RoutingRule;
import dev.ferkel.internal.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Chooses each token's experts (DeepSeek-V3 report, eq. 12-16), in F32.
 *
 * @param bias added to affinities for choosing only; the load balancer moves it, gradients don't
 */
record Gate(Tensor weight, @Nullable Tensor bias, RoutingRule rule) {
    static Gate of(Weights weights, String name, Experts experts, long hidden) {
        return new Gate(
                weights.matrix(name + "weight", experts.routed(), hidden),
                weights.findVector(name + "e_score_correction_bias", experts.routed())
                        .orElse(null),
                experts.rule());
    }

    Routing forward(Ops ops, Tensor x, int @Nullable [] kept) {
        return ops.route(ops.linear(x, weight, null), bias, rule, kept);
    }
}
