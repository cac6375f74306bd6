package dev.ferkel.model;

import dev.ferkel.tensor.AttentionCache;
import dev.ferkel.tensor.Batch;
import dev.ferkel.tensor.LatentForm;
import dev.ferkel.tensor.Ops;
import org.jspecify.annotations.Nullable;

/**
 * What one forward pass is handed: who computes, which rows, where their past is.
 *
 * @param cache null in training: attention stays within the batch
 * @param form how MLA computes where there is a cache
 */
public record Step(Ops ops, Batch batch, @Nullable AttentionCache cache, LatentForm form, Probe probe) {
    /** A step that nobody watches. */
    public static Step of(Ops ops, Batch batch, @Nullable AttentionCache cache, LatentForm form) {
        return new Step(ops, batch, cache, form, Probe.NONE);
    }

    Step withBatch(Batch other) {
        return new Step(ops, other, cache, form, probe);
    }
}
