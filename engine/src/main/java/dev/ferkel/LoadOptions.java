package dev.ferkel;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a loaded model may use.
 *
 * @param contextTokens tokens a conversation may have; 0: the model's own limit, as far as the memory goes
 * @param cacheBytes memory for the conversations; 0: a quarter of the machine's at most
 * @param cacheType how the conversations' cache is stored; empty: F16, or F32 where {@code exact}
 * @param latentAttention how multi-head latent attention is computed
 * @param exact activations stay in F32; slower
 * @param drafts where several tokens are guessed from, to be checked at once where that pays; the text is the same
 * @param adapter a folder with a LoRA adapter of the model, as PEFT saves it; it works beside the weights
 */
public record LoadOptions(
        int contextTokens,
        long cacheBytes,
        Optional<CacheType> cacheType,
        LatentAttention latentAttention,
        boolean exact,
        Drafts drafts,
        Optional<Path> adapter) {
    /** What fits most uses. */
    public static final LoadOptions DEFAULT =
            new LoadOptions(0, 0, Optional.empty(), LatentAttention.BY_PHASE, false, Drafts.AUTO, Optional.empty());

    /** @see #contextTokens */
    public LoadOptions withContextTokens(int tokens) {
        return new LoadOptions(tokens, cacheBytes, cacheType, latentAttention, exact, drafts, adapter);
    }

    /** @see #cacheBytes */
    public LoadOptions withCacheBytes(long bytes) {
        return new LoadOptions(contextTokens, bytes, cacheType, latentAttention, exact, drafts, adapter);
    }

    /** @see #cacheType */
    public LoadOptions withCacheType(CacheType type) {
        return new LoadOptions(contextTokens, cacheBytes, Optional.of(type), latentAttention, exact, drafts, adapter);
    }

    /** @see #latentAttention */
    public LoadOptions withLatentAttention(LatentAttention way) {
        return new LoadOptions(contextTokens, cacheBytes, cacheType, way, exact, drafts, adapter);
    }

    /** @see #exact */
    public LoadOptions withExact(boolean on) {
        return new LoadOptions(contextTokens, cacheBytes, cacheType, latentAttention, on, drafts, adapter);
    }

    /** @see #drafts */
    public LoadOptions withDrafts(Drafts source) {
        return new LoadOptions(contextTokens, cacheBytes, cacheType, latentAttention, exact, source, adapter);
    }

    /** @see #adapter */
    public LoadOptions withAdapter(Path folder) {
        return new LoadOptions(
                contextTokens, cacheBytes, cacheType, latentAttention, exact, drafts, Optional.of(folder));
    }
}
