package dev.ferkel.internal.eval;

/** The chance that at least one of k answers is right (Chen et al. 2021, "Evaluating large language models .."). */
public final class PassAtK {
    private PassAtK() {}

    /**
     * The unbiased estimate from more answers than k: 1 - C(n - c, k) / C(n, k).
     *
     * @param n answers, at least k
     * @param correct those that are right
     */
    public static double of(int n, int correct, int k) {
        if (k < 1 || k > n || correct < 0 || correct > n) {
            throw new IllegalArgumentException("%d of %d right at k %d".formatted(correct, n, k));
        }
        if (n - correct < k) {
            return 1;
        }
        double none = 1;
        for (int i = n - correct + 1; i <= n; i++) {
            none *= 1 - (double) k / i;
        }
        return 1 - none;
    }
}
