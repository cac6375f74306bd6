package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.tensor.DType;

/**
 * What an engine may use.
 *
 * @param cacheType F16, F32, BF16 or Q8_0
 * @param context tokens a sequence may have; 0: the model's own, as far as the cache's memory goes
 * @param cacheBytes memory for the cache; 0: a quarter of the machine's, and no more than 32 contexts
 * @param promptForm how MLA computes a prompt's rows
 * @param tokenForm how MLA computes generated rows
 * @param promptChunk prompt tokens a step, while nobody waits for a token
 * @param sharedChunk prompt tokens a step, while others generate
 * @param maxRunning answers generated at the same time
 * @param maxQueued answers waiting; more are refused
 * @param drafts where drafts come from
 * @param maxDraft tokens drafted at most
 * @param prefixCache whether pages are kept for prompts that begin the same
 */
public record EngineOptions(
        DType cacheType,
        int context,
        long cacheBytes,
        LatentForm promptForm,
        LatentForm tokenForm,
        int promptChunk,
        int sharedChunk,
        int maxRunning,
        int maxQueued,
        DraftSource drafts,
        int maxDraft,
        boolean prefixCache) {
    /** What fits most uses. */
    public static final EngineOptions DEFAULT = builder().build();

    public EngineOptions {
        range("the context", context, 0, 1 << 24);
        range("the prompt's chunk", promptChunk, 1, 1 << 20);
        range("the prompt's chunk beside others", sharedChunk, 1, 1 << 20);
        range("the number of running answers", maxRunning, 1, 1 << 16);
        range("the number of waiting answers", maxQueued, 1, Integer.MAX_VALUE);
        range("the number of drafted tokens", maxDraft, 1, 32);
        if ((promptForm == LatentForm.KEPT) != (tokenForm == LatentForm.KEPT)) {
            throw FerkelException.of("keys and values are kept of a prompt and its answer, or of neither");
        }
        if (cacheBytes < 0) {
            throw FerkelException.of("the cache's memory is %d bytes, expected none or more", cacheBytes);
        }
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw FerkelException.of("%s is %d, expected %d to %d", name, value, low, high);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private DType cacheType = DType.F16;
        private int context = 0;
        private long cacheBytes = 0;
        private LatentForm promptForm = LatentForm.EXPANDED;
        private LatentForm tokenForm = LatentForm.LATENT;
        private int promptChunk = 512;
        private int sharedChunk = 64;
        private int maxRunning = 64;
        private int maxQueued = 100_000;
        private DraftSource drafts = DraftSource.OFF;
        private int maxDraft = 4;
        private boolean prefixCache = true;

        private Builder() {}

        public Builder cacheType(DType value) {
            cacheType = value;
            return this;
        }

        public Builder context(int value) {
            context = value;
            return this;
        }

        public Builder cacheBytes(long value) {
            cacheBytes = value;
            return this;
        }

        public Builder promptForm(LatentForm value) {
            promptForm = value;
            return this;
        }

        public Builder tokenForm(LatentForm value) {
            tokenForm = value;
            return this;
        }

        /** One form for every row. */
        public Builder latentForm(LatentForm value) {
            return promptForm(value).tokenForm(value);
        }

        public Builder promptChunk(int value) {
            promptChunk = value;
            return this;
        }

        public Builder sharedChunk(int value) {
            sharedChunk = value;
            return this;
        }

        public Builder maxRunning(int value) {
            maxRunning = value;
            return this;
        }

        public Builder maxQueued(int value) {
            maxQueued = value;
            return this;
        }

        public Builder drafts(DraftSource value) {
            drafts = value;
            return this;
        }

        public Builder maxDraft(int value) {
            maxDraft = value;
            return this;
        }

        public Builder prefixCache(boolean value) {
            prefixCache = value;
            return this;
        }

        public EngineOptions build() {
            return new EngineOptions(
                    cacheType,
                    context,
                    cacheBytes,
                    promptForm,
                    tokenForm,
                    promptChunk,
                    sharedChunk,
                    maxRunning,
                    maxQueued,
                    drafts,
                    maxDraft,
                    prefixCache);
        }
    }
}
