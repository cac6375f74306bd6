package dev.ferkel.model;

import dev.ferkel.tensor.Tensor;

/** A block's attention: [rows, hidden] to [rows, hidden]. */
sealed interface SelfAttention permits GroupedQueryAttention, MultiHeadLatentAttention {
    Tensor forward(Step step, Tensor x, int layer);
}
