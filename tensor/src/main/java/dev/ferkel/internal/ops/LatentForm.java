package dev.ferkel.internal.ops;

/**
 * The two ways to compute MLA from cached latents. They differ in rounding only: {@code EXPANDED} rebuilds keys and
 * values per head and is the faster for prompts, {@code LATENT} moves the queries into the latent space instead.
 */
public enum LatentForm {
    EXPANDED,
    LATENT
}
