package dev.ferkel.internal.ops;

/**
 * How a gate chooses experts (DeepSeek-V3 report, eq. 12-16; V2's group_limited_greedy).
 *
 * @param perToken experts a token goes to
 * @param groups groups of neighbouring experts; 1 turns the group limit off
 * @param groupsPerToken groups a token may choose from
 * @param sigmoid affinities are sigmoids, otherwise a softmax over all experts
 * @param topTwoGroupScore a group's score is the sum of its two best (V3), otherwise its best (V2)
 * @param normalize weights are divided by their sum
 * @param scale factor on the weights
 */
public record RoutingRule(
        int perToken,
        int groups,
        int groupsPerToken,
        boolean sigmoid,
        boolean topTwoGroupScore,
        boolean normalize,
        float scale) {}
