package dev.ferkel;

/**
 * What a model has done since it was loaded.
 *
 * @param requests answers asked for
 * @param promptTokens tokens of their conversations
 * @param cachedTokens of those, how many earlier requests had left computed
 * @param generatedTokens tokens generated
 * @param draftedTokens tokens guessed
 * @param acceptedTokens of those, how many were right
 * @param running answers being given
 * @param waiting answers that wait
 */
public record ModelStats(
        long requests,
        long promptTokens,
        long cachedTokens,
        long generatedTokens,
        long draftedTokens,
        long acceptedTokens,
        int running,
        int waiting) {}
