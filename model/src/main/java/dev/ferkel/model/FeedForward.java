package dev.ferkel.model;

import dev.ferkel.tensor.Tensor;

/** A block's second half: [rows, hidden] to [rows, hidden]. */
sealed interface FeedForward permits GatedFfn, MixtureOfExperts {
    Tensor forward(Step step, Tensor x, int layer);
}
