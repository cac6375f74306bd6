package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Tensor;

/**
 * What a gate decided: each token's experts by falling (biased) score, and how much each counts.
 *
 * @param experts [tokens * perToken]
 * @param weights F32 [tokens, perToken], from the unbiased affinities
 * @param scores F32 [tokens, experts], the unbiased affinities
 */
public record Routing(int[] experts, Tensor weights, Tensor scores) {
    public int perToken() {
        return weights.size(1);
    }
}
