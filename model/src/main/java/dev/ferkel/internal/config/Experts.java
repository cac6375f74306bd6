package dev.ferkel.internal.config;

import dev.ferkel.internal.ops.RoutingRule;

/**
 * A network's mixture of experts (DeepSeekMoE).
 *
 * @param routed experts to choose from
 * @param shared experts every token goes to, as one network of {@code shared * intermediateSize}
 * @param firstDense layers before the first with experts
 */
public record Experts(int routed, int shared, int intermediateSize, int firstDense, RoutingRule rule) {}
