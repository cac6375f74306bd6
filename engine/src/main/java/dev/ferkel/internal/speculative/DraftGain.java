package dev.ferkel.internal.speculative;

/**
 * Decides how many tokens to draft from what steps were measured to cost: the number with the most expected tokens a
 * second, and none where drafts don't pay. With acceptance a, a draft of k gives 1 + a + .. + a^k tokens.
 */
public final class DraftGain {
    private static final int ROWS = 512;
    private static final double MEMORY = 0.1;
    /** Tokens before drafts that did not pay are tried again. */
    public static final int REST = 48;

    private final double[] stepNanos = new double[ROWS + 1];
    private double draftNanosPerToken;

    /** A step of {@code rows} generated rows took so long. */
    public void measured(int rows, long nanos) {
        if (rows <= ROWS) {
            stepNanos[rows] = average(stepNanos[rows], (double) nanos);
        }
    }

    /** Drafting {@code tokens} tokens took so long. */
    public void drafted(int tokens, long nanos) {
        if (tokens > 0) {
            draftNanosPerToken = average(draftNanosPerToken, (double) nanos / tokens);
        }
    }

    private static double average(double before, double now) {
        // one slow step, as when the machine is taken by others, counts for little
        return before == 0 ? now : before + MEMORY * (Math.min(now, 4 * before) - before);
    }

    /** What a step of so many rows costs; one that was never tried is taken to cost what the next smaller does. */
    double cost(int rows) {
        for (int r = Math.min(rows, ROWS); r > 0; r--) {
            if (stepNanos[r] > 0) {
                return stepNanos[r];
            }
        }
        return 1;
    }

    /** Tokens a step gives with a draft of {@code count}. */
    static double expected(double acceptance, int count) {
        double tokens = 1;
        double power = 1;
        for (int i = 0; i < count; i++) {
            power *= acceptance;
            tokens += power;
        }
        return tokens;
    }

    /**
     * How many tokens to draft.
     *
     * @param sequences answers generated in the same step
     */
    public int best(double acceptance, int sequences, int most) {
        int best = 0;
        double bestRate = 1 / cost(sequences);
        for (int k = 1; k <= most; k++) {
            double cost = cost(sequences * (k + 1)) + sequences * k * draftNanosPerToken;
            double rate = expected(acceptance, k) / cost;
            if (rate > bestRate * 1.02) {
                best = k;
                bestRate = rate;
            }
        }
        return best;
    }
}
