package dev.ferkel.internal.config;

/** The shape of a network's attention. */
public sealed interface Attention {
    int heads();

    /**
     * Grouped-query attention.
     *
     * @param queryKeyValueBias q, k and v projections have a bias (Qwen2)
     * @param queryKeyNorm each head's query and key is RMS-normalised (Qwen3)
     */
    record GroupedQuery(int heads, int keyValueHeads, int headDim, boolean queryKeyValueBias, boolean queryKeyNorm)
            implements Attention {}

    /**
     * Multi-head latent attention (DeepSeek-V2 report, section 2.1).
     *
     * @param queryLoraRank 0 where queries are projected directly
     */
    record Latent(
            int heads, int queryLoraRank, int keyValueLoraRank, int nopeHeadDim, int ropeHeadDim, int valueHeadDim)
            implements Attention {}
}
