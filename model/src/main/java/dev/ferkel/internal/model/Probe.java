package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Watches a forward pass: losses need the routing, tests the hidden states. It may keep the routing of another one. */
public interface Probe {
    /** Sees nothing. */
    Probe NONE = new Probe() {};

    /** The stream [rows, hidden] that enters layer {@code layer}; its memory is used again later. */
    default void hidden(int layer, Tensor stream) {}

    /** The experts [rows * perToken] that a layer's gate is to take; null: it chooses. */
    default int @Nullable [] kept(int layer) {
        return null;
    }

    /** What a layer's gate decided. */
    default void routing(int layer, Routing routing) {}
}
