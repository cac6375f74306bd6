package dev.ferkel;

/**
 * How multi-head latent attention (DeepSeek-V2, section 2.1) is computed from the cached latents. The two ways differ in
 * rounding only. A model without it has one way and takes no notice.
 */
public enum LatentAttention {
    /** A prompt's tokens expanded, generated tokens latent: each where it is the faster. */
    BY_PHASE,
    /** Keys and values of every head are rebuilt from the latents, as in training. */
    EXPANDED,
    /** The queries are moved into the latent space instead. */
    LATENT
}
