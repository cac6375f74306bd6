package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.ops.RoutingRule;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** Gradients of a gate: from the weights and the affinities to its logits. The choice itself has none. */
final class RoutingBackward {
    private static final int TOKENS = 64;

    private RoutingBackward() {}

    static void run(RoutingRule rule, Routing routing, Tensor dWeights, Tensor dScores, Tensor dLogits) {
        int tokens = routing.scores().size(0);
        int experts = routing.scores().size(1);
        Workers.parallel(tokens, TOKENS, (from, to) -> {
            var d = new float[experts];
            for (int t = from; t < to; t++) {
                token(rule, routing, dWeights, dScores.address(), dLogits.address(), t, d);
            }
        });
    }

    private static void token(
            RoutingRule rule, Routing routing, Tensor dWeights, long dScores, long dLogits, int t, float[] d) {
        int experts = d.length;
        long first = (long) t * experts;
        long scores = routing.scores().address();
        for (int e = 0; e < experts; e++) {
            d[e] = Memory.get(dScores, first + e);
        }
        weights(rule, routing, dWeights, t, d);
        float along = 0;
        for (int e = 0; e < experts; e++) {
            along += d[e] * Memory.get(scores, first + e);
        }
        for (int e = 0; e < experts; e++) {
            float s = Memory.get(scores, first + e);
            float slope = rule.sigmoid() ? d[e] * s * (1 - s) : s * (d[e] - along);
            Memory.put(dLogits, first + e, Memory.get(dLogits, first + e) + slope);
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
