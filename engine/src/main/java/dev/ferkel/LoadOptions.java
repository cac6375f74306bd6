package dev.ferkel;

/**
 * What a loaded model may use.
 *
 * @param contextTokens tokens a conversation may have; 0: the model's own limit, as far as the memory goes
 * @param cacheBytes memory for the conversations; 0: a quarter of the machine's at most
 * @param exact rounds nothing: activations and cache stay in F32; slower
 * @param drafts whether several tokens are guessed and checked at once where that pays; the text is the same
 */
public record LoadOptions(int contextTokens, long cacheBytes, boolean exact, boolean drafts) {
    /** What fits most uses. */
    public static final LoadOptions DEFAULT = new LoadOptions(0, 0, false, true);

    /** @see #contextTokens */
    public LoadOptions withContextTokens(int tokens) {
        return new LoadOptions(tokens, cacheBytes, exact, drafts);
    }

    /** @see #cacheBytes */
    public LoadOptions withCacheBytes(long bytes) {
        return new LoadOptions(contextTokens, bytes, exact, drafts);
    }

    /** @see #exact */
    public LoadOptions withExact(boolean on) {
        return new LoadOptions(contextTokens, cacheBytes, on, drafts);
    }

    /** @see #drafts */
    public LoadOptions withDrafts(boolean on) {
        return new LoadOptions(contextTokens, cacheBytes, exact, on);
    }
}
