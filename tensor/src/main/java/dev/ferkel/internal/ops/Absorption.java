package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Tensor;

/**
 * The two matrix products that MLA's latent form moves out of the cache: queries into the latent space before
 * attention, and its context back to values after (DeepSeek-V2 report, section 2.1.2: W_UK into W_UQ, W_UV into W_O).
 */
interface Absorption {
    /** q [rows, heads * (nope + rope)] to latentQ [rows, heads * (latentDim + rope)]. */
    void queries(Tensor q, Tensor latentQ);

    /** context [rows, heads * latentDim] to out [rows, heads * value]. */
    void values(Tensor context, Tensor out);
}
