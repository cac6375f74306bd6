package dev.ferkel.internal.model;

import dev.ferkel.internal.tensor.Tensor;

/** A block's attention: [rows, hidden] to [rows, hidden]. */
sealed interface SelfAttention permits GroupedQueryAttention, MultiHeadLatentAttention {
    Tensor forward(Step step, Tensor x, int layer);
}
