package dev.ferkel.internal.grpo;

import java.util.Arrays;

/** How much better than its group an answer is. */
public final class Advantages {
    private static final double EPSILON = 1e-6;

    private Advantages() {}

    /** (reward - mean) / (standard deviation of the group + 1e-6), or without the division ({@link Form#DR_GRPO}, {@link Form#V3_2}). */
    public static double[] of(double[] rewards, Form form) {
        double mean = Arrays.stream(rewards).average().orElse(0);
        double variance = Arrays.stream(rewards)
                .map(r -> (r - mean) * (r - mean))
                .average()
                .orElse(0);
        double scale = form == Form.DR_GRPO || form == Form.V3_2 ? 1 : Math.sqrt(variance) + EPSILON;
        return Arrays.stream(rewards).map(r -> (r - mean) / scale).toArray();
    }
}
