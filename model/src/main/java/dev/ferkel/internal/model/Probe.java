package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.tensor.Tensor;

/** Watches a forward pass: losses need the routing, tests the hidden states. */
public interface Probe {
    /** Sees nothing. */
    Probe NONE = new Probe() {};

    /** The stream [rows, hidden] that enters layer {@code layer}. */
    default void hidden(int layer, Tensor stream) {}

    /** What a layer's gate decided. */
    default void routing(int layer, Routing routing) {}
}
