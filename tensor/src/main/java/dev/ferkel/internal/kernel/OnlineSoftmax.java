package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import dev.ferkel.internal.tensor.Memory;

/** The definition of {@link Kernels#softmaxBlock}, and how such softmaxes become one. */
public final class OnlineSoftmax {
    private OnlineSoftmax() {}

    static void row(Kernels kernels, long scores, int seen, float scale, long state, long sums, int width) {
        Memory.clear(scores + 4L * Math.max(0, seen), 64 - Math.max(0, seen));
        if (seen <= 0) {
            return;
        }
        kernels.scale(scale, scores, scores, seen);
        float before = get(state, 0);
        float max = Math.max(before, kernels.max(scores, seen));
        float keep = 1f;
        if (before != max) {
            keep = Exponential.exp(before - max);
            kernels.scale(keep, sums, sums, width);
        }
        put(state, 1, Math.fma(get(state, 1), keep, kernels.expSum(scores, max, scores, seen)));
        put(state, 0, max);
    }

    /**
     * Adds what a softmax over other keys gave to a row's: both a state of maximum and sum, and an accumulator of {@code
     * width} numbers in F32. Other keys of which none was seen change nothing.
     */
    public static void merge(Kernels kernels, long state, long sums, long otherState, long otherSums, int width) {
        float other = get(otherState, 1);
        if (other == 0) {
            return;
        }
        float max = Math.max(get(state, 0), get(otherState, 0));
        float keep = Exponential.exp(get(state, 0) - max);
        float take = Exponential.exp(get(otherState, 0) - max);
        kernels.scale(keep, sums, sums, width);
        kernels.axpy(take, otherSums, sums, width);
        put(state, 1, Math.fma(get(state, 1), keep, other * take));
        put(state, 0, max);
    }
}
