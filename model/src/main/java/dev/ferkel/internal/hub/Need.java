package dev.ferkel.internal.hub;

/** How much of a model a command needs. */
public enum Need {
    /** Config, tokenizer, template: of a folder, all but the weights. A GGUF file has them inside and comes whole. */
    TEXT,
    /** All it takes to run. */
    WEIGHTS
}
