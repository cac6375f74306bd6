package dev.ferkel.internal.autograd;

import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.ops.RoutingRule;
import dev.ferkel.internal.tensor.Tensor;

/** Gradients of a gate: from the weights and the affinities to its logits. The choice itself has none. */
final class RoutingBackward {
    private RoutingBackward() {}

    static void run(RoutingRule rule, Routing routing, Tensor dWeights, Tensor dScores, Tensor dLogits) {
        int tokens = routing.scores().size(0);
        int experts = routing.scores().size(1);
        var d = new float[experts];
        for (int t = 0; t < tokens; t++) {
            for (int e = 0; e < experts; e++) {
                d[e] = dScores.get((long) t * experts + e);
            }
            weights(rule, routing, dWeights, t, d);
            float along = 0;
            for (int e = 0; e < experts; e++) {
                along += d[e] * routing.scores().get((long) t * experts + e);
            }
            for (int e = 0; e < experts; e++) {
                long i = (long) t * experts + e;
                float s = routing.scores().get(i);
                float slope = rule.sigmoid() ? d[e] * s * (1 - s) : s * (d[e] - along);
                dLogits.set(i, dLogits.get(i) + slope);
            }
        }
    }

    /** Adds to d [experts] what flows back from token t's weights: scale * s_k, or scale * s_k / sum(s). */
    private static void weights(RoutingRule rule, Routing routing, Tensor dWeights, int t, float[] d) {
        int slots = rule.perToken();
        int experts = d.length;
        float sum = 0;
        float along = 0;
        for (int k = 0; k < slots; k++) {
            float s = routing.scores().get((long) t * experts + routing.experts()[t * slots + k]);
            sum += s;
            along += s * dWeights.get((long) t * slots + k);
        }
        sum += 1e-20f;
        for (int k = 0; k < slots; k++) {
            float dw = dWeights.get((long) t * slots + k);
            float slope = rule.normalize() ? (dw - along / sum) / sum : dw;
            d[routing.experts()[t * slots + k]] += rule.scale() * slope;
        }
    }
}
