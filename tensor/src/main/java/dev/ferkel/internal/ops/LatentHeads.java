package dev.ferkel.internal.ops;

/**
 * The geometry of Multi-head Latent Attention (DeepSeek-V2 report, section 2.1): per head a query of nope + rope
 * numbers, a key expanded from the shared latent (nope) beside a rotated key that all heads share (rope), and a value.
 */
public record LatentHeads(int heads, int latentDim, int nopeDim, int ropeDim, int valueDim, float scale) {
    /** The same attention with keys and values per head. */
    public Heads expanded() {
        return new Heads(heads, heads, nopeDim + ropeDim, valueDim, scale);
    }

    /** The same attention with the queries moved into the latent space: one key-value head. */
    public Heads absorbed() {
        return new Heads(heads, 1, latentDim + ropeDim, latentDim, scale);
    }

    /** Numbers a token in the cache. */
    public int cacheWidth() {
        return latentDim + ropeDim;
    }
}
