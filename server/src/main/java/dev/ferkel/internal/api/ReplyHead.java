package dev.ferkel.internal.api;

import dev.ferkel.internal.tokenizer.Tokenizer;

/**
 * What every object of one reply says.
 *
 * @param created seconds since 1970
 * @param fingerprint of the model and the program
 */
public record ReplyHead(String id, long created, String model, String fingerprint, Tokenizer tokenizer) {}
