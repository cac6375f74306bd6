package dev.ferkel.internal.speculative;

import java.util.Arrays;

/**
 * Decides how many tokens to draft from what steps were measured to cost: the number with the most expected tokens a
 * second, and none where drafts don't pay. With acceptance a, a draft of k gives 1 + a + .. + a^k tokens.
 */
public final class DraftGain {
    private static final int ROWS = 512;
    private static final double MEMORY = 0.1;
    private static final int REST = 48;
    private static final int FIRST = 4;
    private static final double DOUBT = 0.5;

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

    private boolean known(int from, int to) {
        for (int r = Math.min(from, ROWS); r <= Math.min(to, ROWS); r++) {
            if (stepNanos[r] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Tokens before drafts are thought of again after {@link #best} said none. */
    public int rest(int sequences) {
        return known(1, sequences) ? REST : FIRST;
    }

    /**
     * How many tokens to draft. Steps without drafts are measured first, then those with most. Where drafts don't pay
     * though they are accepted, their cost is forgotten, so that it is measured anew after a rest: the first
     * measurements are those of code that isn't compiled yet.
     *
     * @param sequences answers generated in the same step
     */
    public int best(double acceptance, int sequences, int most) {
        if (!known(1, sequences)) {
            return 0;
        }
        if (!known(sequences + 1, sequences * (most + 1))) {
            return most;
        }
        int best = bestKnown(acceptance, sequences, most);
        if (best == 0 && acceptance >= DOUBT) {
            Arrays.fill(stepNanos, Math.min(sequences, ROWS) + 1, Math.min(sequences * (most + 1), ROWS) + 1, 0);
            draftNanosPerToken = 0;
        }
        return best;
    }

    private int bestKnown(double acceptance, int sequences, int most) {
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
