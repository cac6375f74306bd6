package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.AttentionCache;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.Ops;
import org.jspecify.annotations.Nullable;

/**
 * What one forward pass is handed: who computes, which rows, where their past is.
 *
 * @param cache null in training: attention stays within the batch
 */
public record Step(Ops ops, Batch batch, @Nullable AttentionCache cache, Probe probe) {
    /** A step that nobody watches. */
    public static Step of(Ops ops, Batch batch, @Nullable AttentionCache cache) {
        return new Step(ops, batch, cache, Probe.NONE);
    }
}
