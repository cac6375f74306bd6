package dev.ferkel.sampling;

/**
 * How the next token is chosen. Filters apply in the order top-k, top-p, min-p, each to what the one before left.
 *
 * @param temperature 0 takes the most likely token
 * @param topK keep so many of the most likely; 0 keeps all
 * @param topP keep the most likely whose probabilities together reach this; 1 keeps all
 * @param minP keep those at least this share of the most likely's probability; 0 keeps all
 * @param seed of the counter-based noise: the same seed draws the same tokens
 */
public record Sampling(float temperature, int topK, float topP, float minP, long seed) {
    /** The most likely token, always. */
    public static final Sampling GREEDY = new Sampling(0f, 0, 1f, 0f, 0);
}
