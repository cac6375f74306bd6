package dev.ferkel.internal.grpo;

/** Published forms of the objective: what advantages are divided by, and how losses of tokens are averaged. */
public enum Form {
    /** The mean over answers of the mean over tokens (DeepSeekMath, eq. 3; DeepSeek-R1, eq. 1). */
    GRPO,
    /** The mean over all tokens (DAPO, Yu et al. 2025, eq. 8). */
    DAPO,
    /** Advantages not divided by the deviation, sums over tokens divided by a constant (Liu et al. 2025). */
    DR_GRPO,
    /**
     * As GRPO, with advantages not divided by the deviation, the divergence weighed by the ratio, so that its gradient is unbiased, and answers that are worse than
     * their group and far off the policy left out (DeepSeek-V3.2 report, section 3.1).
     */
    V3_2
}
