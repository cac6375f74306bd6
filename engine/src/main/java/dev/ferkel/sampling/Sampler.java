package dev.ferkel.sampling;

import dev.ferkel.tensor.Tensor;
import java.util.Arrays;

/**
 * Draws tokens. The randomness is a function of seed and position alone: Gumbel noise is added to the scaled logits
 * that the filters left, and the largest sum wins (Maddison et al. 2014), which draws from their softmax.
 */
public final class Sampler {
    private final Sampling sampling;

    public Sampler(Sampling sampling) {
        this.sampling = sampling;
    }

    /** The token for {@code position}, from logits F32 [1, vocabulary]; ties go to the lower id. */
    public int choose(Tensor logits, long position) {
        var values = logits.toFloatArray();
        if (sampling.temperature() <= 0) {
            return best(values);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= sampling.temperature();
        }
        filter(values);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != Float.NEGATIVE_INFINITY) {
                values[i] += (float) noise(sampling.seed(), position, i);
            }
        }
        return best(values);
    }

    private static int best(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    private void filter(float[] values) {
        boolean topK = sampling.topK() > 0 && sampling.topK() < values.length;
        boolean topP = sampling.topP() < 1;
        if (topK || topP) {
            var order = descending(values);
            int keep = topK ? sampling.topK() : order.length;
            if (topP) {
                keep = nucleus(values, order, keep);
            }
            for (int i = keep; i < order.length; i++) {
                values[order[i]] = Float.NEGATIVE_INFINITY;
            }
        }
        if (sampling.minP() > 0) {
            double least = values[best(values)] + Math.log(sampling.minP());
            for (int i = 0; i < values.length; i++) {
                if (values[i] < least) {
                    values[i] = Float.NEGATIVE_INFINITY;
                }
            }
        }
    }

    /** Ids by falling value, lower ids first among equals. */
    private static int[] descending(float[] values) {
        var keys = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToIntBits(values[i]);
            int ascending = bits >= 0 ? bits : ~bits ^ Integer.MIN_VALUE;
            keys[i] = (long) ~ascending << 32 | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(k -> (int) k).toArray();
    }

    /** How many of the first {@code limit} in {@code order} reach top-p's share of their sum; at least one. */
    private int nucleus(float[] values, int[] order, int limit) {
        double max = values[order[0]];
        double total = 0;
        for (int i = 0; i < limit; i++) {
            total += Math.exp(values[order[i]] - max);
        }
        double sum = 0;
        for (int i = 0; i < limit; i++) {
            sum += Math.exp(values[order[i]] - max);
            if (sum >= sampling.topP() * total) {
                return i + 1;
            }
        }
        return limit;
    }

    /** Standard Gumbel noise: -ln(-ln(u)) of a uniform u made from the three numbers (SplitMix64's mixer). */
    static double noise(long seed, long position, long token) {
        long bits = mix(mix(mix(seed) + position) + token);
        double u = ((bits >>> 11) + 0.5) * 0x1p-53;
        return -Math.log(-Math.log(u));
    }

    private static long mix(long z) {
        z += 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
