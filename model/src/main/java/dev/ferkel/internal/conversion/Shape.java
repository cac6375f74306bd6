package dev.ferkel.internal.conversion;

/**
 * What the choice of types asks of a network.
 *
 * @param layers all, with those of multi-token prediction
 * @param experts 0 where there are none
 * @param sharing query heads to one key head, as GGUF counts them: MLA's latent is one
 * @param large whether it is one of the 80 layers that llama.cpp calls 70B
 */
record Shape(int layers, int experts, int sharing, boolean large) {}
