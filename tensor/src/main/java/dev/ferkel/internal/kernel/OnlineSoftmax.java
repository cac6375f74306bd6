package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import dev.ferkel.internal.tensor.Memory;

/** The definition of {@link Kernels#softmaxBlock}. */
final class OnlineSoftmax {
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
}
