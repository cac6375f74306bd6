package dev.ferkel.internal.grpo;

/**
 * GRPO's loss of an answer's tokens: minus the clipped ratio times the advantage, plus the divergence from the reference
 * by the k3 estimate (DeepSeek-R1, eq. 1 and 2).
 *
 * @param clipLow the ratio's lower bound is 1 - clipLow
 * @param clipHigh the upper bound is 1 + clipHigh
 * @param klWeight beta, of the divergence
 * @param constantLength what {@link Form#DR_GRPO} divides sums over tokens by
 * @param offPolicy the mean of log(old/new) above which {@link Form#V3_2} leaves a bad answer out
 */
public record Objective(
        Form form, double clipLow, double clipHigh, double klWeight, int constantLength, double offPolicy) {
    /**
     * What an answer adds to the loss of a batch.
     *
     * @param kl sum over tokens of the estimate
     * @param clipped tokens whose ratio was clipped
     */
    public record Part(double loss, double kl, int clipped) {}

    /**
     * The share of each token of an answer in the loss.
     *
     * @param answers in the batch
     * @param tokens in the batch
     */
    public double weight(int length, int answers, long tokens) {
        return switch (form) {
            case GRPO, V3_2 -> 1.0 / answers / length;
            case DAPO -> 1.0 / tokens;
            case DR_GRPO -> 1.0 / answers / constantLength;
        };
    }

    /**
     * The loss of one answer.
     *
     * @param now log-probabilities of its tokens
     * @param old the same when it was sampled
     * @param reference the same by the reference; not read where {@link #klWeight} is 0
     * @param weight {@link #weight}
     * @param gradient takes d(loss)/d(now)
     */
    public Part of(float[] now, float[] old, float[] reference, double advantage, double weight, float[] gradient) {
        double loss = 0;
        double divergence = 0;
        int clipped = 0;
        boolean left = form == Form.V3_2 && advantage < 0 && meanRatio(now, old) > offPolicy;
        for (int t = 0; t < now.length; t++) {
            double ratio = Math.exp((double) now[t] - old[t]);
            double free = ratio * advantage;
            double held = Math.clamp(ratio, 1 - clipLow, 1 + clipHigh) * advantage;
            double slope = left || held < free ? 0 : -free;
            double value = left ? 0 : -Math.min(free, held);
            clipped += held < free ? 1 : 0;
            if (klWeight > 0) {
                double apart = (double) reference[t] - now[t];
                double k3 = Math.exp(apart) - apart - 1;
                boolean weighed = form == Form.V3_2;
                value += klWeight * (weighed ? ratio * k3 : k3);
                slope += klWeight * (weighed ? -ratio * apart : 1 - Math.exp(apart));
                divergence += k3;
            }
            loss += weight * value;
            gradient[t] = (float) (weight * slope);
        }
        return new Part(loss, divergence, clipped);
    }

    private static double meanRatio(float[] now, float[] old) {
        double sum = 0;
        for (int t = 0; t < now.length; t++) {
            sum += (double) old[t] - now[t];
        }
        return sum / now.length;
    }
}
