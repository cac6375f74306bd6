package dev.ferkel.internal.sampling;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Arrays;

/**
 * Draws tokens. Gumbel noise is added to the scaled logits that the filters left, and the largest sum wins (Maddison et
 * al. 2014), which draws from their softmax: since the noise is a function of seed, sample and position alone, the same
 * logits give the same token in any batch, with or without drafts. Ties go to the lower id. Not for several threads.
 */
public final class Sampler {
    /** How far below the best logit candidates are looked for, step by step, before all are. */
    private static final float[] DEPTHS = {4, 8, 16, Float.POSITIVE_INFINITY};

    /** Below it the best logit is all that is left: no two F32 logits that matter are so near each other. */
    private static final float COLD = 1e-6f;

    private final Kernels kernels = Kernels.select();
    private long[] keys = new long[256];

    /**
     * The token for {@code position} of an answer; some token where logits are no numbers, as a draft's may be.
     *
     * @param logits F32 [vocabulary], penalties, biases and masks applied; changed by the call
     * @param sample which of several answers to the prompt
     */
    public int choose(Tensor logits, Sampling sampling, int sample, long position) {
        long values = logits.address();
        int n = Math.toIntExact(logits.elements());
        float max = kernels.max(values, n);
        if (sampling.temperature() < COLD) {
            return first(values, n, max);
        }
        kernels.scale(1 / sampling.temperature(), values, values, n);
        max = kernels.max(values, n);
        var noise = new Noise(sampling.seed(), sample, position);
        int kept = filtered(values, n, max, sampling);
        return kept < 0 ? drawAll(values, n, noise) : drawKept(values, kept, noise);
    }

    private static int first(long values, int n, float value) {
        for (int i = 0; i < n; i++) {
            if (Memory.get(values, i) == value) {
                return i;
            }
        }
        return 0;
    }

    private static int drawAll(long values, int n, Noise noise) {
        int best = 0;
        double bestSum = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            float value = Memory.get(values, i);
            long bits = noise.bits(i);
            if (value + Noise.bound(bits) > bestSum) {
                double sum = value + Noise.gumbel(bits);
                if (sum > bestSum) {
                    best = i;
                    bestSum = sum;
                }
            }
        }
        return best;
    }

    private int drawKept(long values, int kept, Noise noise) {
        int best = kept == 0 ? 0 : (int) keys[0];
        double bestSum = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < kept; k++) {
            int i = (int) keys[k];
            double sum = Memory.get(values, i) + Noise.gumbel(noise.bits(i));
            if (sum > bestSum || (sum == bestSum && i < best)) {
                best = i;
                bestSum = sum;
            }
        }
        return best;
    }

    /** Puts what the filters leave into the low halves of keys [0, result); -1 where nothing filters. */
    private int filtered(long values, int n, float max, Sampling sampling) {
        boolean topK = sampling.topK() > 0 && sampling.topK() < n;
        boolean topP = sampling.topP() < 1;
        if (!topK && !topP && sampling.minP() == 0) {
            return -1;
        }
        if (!topK && !topP) {
            return atLeast(values, n, (float) (max + Math.log(sampling.minP())));
        }
        int limit = topK ? sampling.topK() : n;
        double total = topP && !topK ? mass(values, n, max) : 0;
        for (float depth : DEPTHS) {
            boolean all = depth == Float.POSITIVE_INFINITY;
            int found = atLeast(values, n, all ? Float.NEGATIVE_INFINITY : max - depth);
            Arrays.sort(keys, 0, found);
            int kept = Math.min(limit, found);
            if (kept < limit && !all && !topP) {
                continue;
            }
            if (topP) {
                if (topK && kept < limit && !all) {
                    continue;
                }
                double goal = sampling.topP() * (topK ? keptMass(values, kept, max) : total);
                int nucleus = nucleus(values, kept, max, goal);
                if (nucleus < 0 && !all) {
                    continue;
                }
                kept = nucleus < 0 ? kept : nucleus;
            }
            return minP(values, kept, max, sampling.minP());
        }
        throw new AssertionError();
    }

    private double mass(long values, int n, float max) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp((double) Memory.get(values, i) - max);
        }
        return sum;
    }

    private double keptMass(long values, int kept, float max) {
        double sum = 0;
        for (int k = 0; k < kept; k++) {
            sum += Math.exp((double) Memory.get(values, keys[k] & 0xffffffffL) - max);
        }
        return sum;
    }

    /** How many of the kept, best first, reach {@code goal} together; -1 if all of them don't. */
    private int nucleus(long values, int kept, float max, double goal) {
        double sum = 0;
        for (int k = 0; k < kept; k++) {
            sum += Math.exp((double) Memory.get(values, keys[k] & 0xffffffffL) - max);
            if (sum >= goal) {
                return k + 1;
            }
        }
        return -1;
    }

    private int minP(long values, int kept, float max, float minP) {
        if (minP == 0) {
            return kept;
        }
        double least = max + Math.log(minP);
        int k = 0;
        while (k < kept && Memory.get(values, keys[k] & 0xffffffffL) >= least) {
            k++;
        }
        return Math.max(1, k);
    }

    /** Keys that sort by falling value and, among equals, rising id, of all values no less than {@code floor}. */
    private int atLeast(long values, int n, float floor) {
        int found = 0;
        for (int i = 0; i < n; i++) {
            float value = Memory.get(values, i);
            if (value >= floor) {
                if (found == keys.length) {
                    keys = Arrays.copyOf(keys, 2 * found);
                }
                int bits = Float.floatToIntBits(value);
                int ascending = bits >= 0 ? bits : ~bits ^ Integer.MIN_VALUE;
                keys[found++] = (long) ~ascending << 32 | i;
            }
        }
        return found;
    }
}
