package dev.ferkel.internal.engine;

/**
 * What one answer took.
 *
 * @param promptTokens tokens of the prompt
 * @param cachedTokens of those, how many were found in the prefix cache
 * @param completionTokens tokens generated
 * @param draftedTokens tokens proposed by drafts
 * @param acceptedTokens of those, how many the model drew itself
 * @param preemptions how often the answer had to give its pages away
 * @param queueNanos from submission to the first step
 * @param promptNanos from there to the first token
 * @param generationNanos from the first token to the end
 */
public record Usage(
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        int draftedTokens,
        int acceptedTokens,
        int preemptions,
        long queueNanos,
        long promptNanos,
        long generationNanos) {
    /** Prompt tokens a second, those found in the cache left out. */
    public double promptTokensPerSecond() {
        return (promptTokens - cachedTokens) * 1e9 / Math.max(1, promptNanos);
    }

    /** Generated tokens a second after the first. */
    public double generatedTokensPerSecond() {
        return Math.max(0, completionTokens - 1) * 1e9 / Math.max(1, generationNanos);
    }
}
