package dev.ferkel.internal.ops;

/** The ways to compute MLA over a cache. They differ in rounding only. */
public enum LatentForm {
    /** Keys and values per head are rebuilt from the cached latents: the faster for prompts. */
    EXPANDED,
    /** The queries are moved into the space of the cached latents: the faster for generated tokens. */
    LATENT,
    /**
     * Keys and values per head are computed once a token and cached themselves, many times the memory: with an F32 cache
     * the bits of training's forward pass.
     */
    KEPT
}
