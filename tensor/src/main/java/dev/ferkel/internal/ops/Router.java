package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One token's way through a gate: affinities, group limit, top-k and weights (DeepSeek-V3 report, eq. 12-16). */
final class Router {
    private final Kernels kernels;
    private final RoutingRule rule;
    private final int experts;
    private final float[] choice;

    Router(Kernels kernels, RoutingRule rule, int experts) {
        this.kernels = kernels;
        this.rule = rule;
        this.experts = experts;
        this.choice = new float[experts];
    }

    /**
     * Fills scores [experts] from logits, then chosen [perToken] from {@code at} and weights [perToken].
     *
     * @param choose false where chosen is given
     */
    void route(boolean choose, long logits, @Nullable Tensor bias, long scores, int[] chosen, int at, long weights) {
        affinities(logits, scores);
        if (choose) {
            choose(bias, scores, chosen, at);
        }
        float sum = 0;
        for (int k = 0; k < rule.perToken(); k++) {
            float weight = Memory.get(scores, chosen[at + k]);
            Memory.put(weights, k, weight);
            sum += weight;
        }
        float divisor = rule.normalize() ? sum + 1e-20f : 1f;
        for (int k = 0; k < rule.perToken(); k++) {
            Memory.put(weights, k, Memory.get(weights, k) / divisor * rule.scale());
        }
    }

    private void choose(@Nullable Tensor bias, long scores, int[] chosen, int at) {
        for (int e = 0; e < experts; e++) {
            choice[e] = Memory.get(scores, e) + (bias == null ? 0f : bias.get(e));
        }
        if (rule.groups() > 1) {
            limitGroups();
        }
        for (int k = 0; k < rule.perToken(); k++) {
            int best = best(choice, 0, experts);
            choice[best] = Float.NEGATIVE_INFINITY;
            chosen[at + k] = best;
        }
    }

    private void affinities(long logits, long scores) {
        if (rule.sigmoid()) {
            kernels.sigmoid(logits, scores, experts);
        } else {
            float sum = kernels.expSum(logits, kernels.max(logits, experts), scores, experts);
            kernels.scale(1f / sum, scores, scores, experts);
        }
    }

    /** Experts outside the best groups can't be chosen: -inf, not 0, since a biased score may be negative. */
    private void limitGroups() {
        int size = experts / rule.groups();
        var groupScores = new float[rule.groups()];
        for (int g = 0; g < rule.groups(); g++) {
            int first = best(choice, g * size, (g + 1) * size);
            groupScores[g] = choice[first];
            if (rule.topTwoGroupScore() && size > 1) {
                float kept = choice[first];
                choice[first] = Float.NEGATIVE_INFINITY;
                groupScores[g] += choice[best(choice, g * size, (g + 1) * size)];
                choice[first] = kept;
            }
        }
        var keep = new boolean[rule.groups()];
        for (int i = 0; i < rule.groupsPerToken(); i++) {
            int g = best(groupScores, 0, groupScores.length);
            keep[g] = true;
            groupScores[g] = Float.NEGATIVE_INFINITY;
        }
        for (int g = 0; g < rule.groups(); g++) {
            if (!keep[g]) {
                Arrays.fill(choice, g * size, (g + 1) * size, Float.NEGATIVE_INFINITY);
            }
        }
    }

    /** The largest of values[from, to); of equal ones, and where nothing is a number, the first. */
    private static int best(float[] values, int from, int to) {
        int best = from;
        for (int i = from + 1; i < to; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}
