package dev.ferkel.internal.model;

import dev.ferkel.internal.tensor.Tensor;

/** A block's second half: [rows, hidden] to [rows, hidden]. */
sealed interface FeedForward permits GatedFfn, MixtureOfExperts {
    Tensor forward(Step step, Tensor x, int layer);
}
