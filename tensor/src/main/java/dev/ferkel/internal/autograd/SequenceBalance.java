package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** Sum over experts of (share of choices) * (mean normalised affinity), mean over sequences, and its gradient. */
final class SequenceBalance {
    private final Tensor scores;
    private final Batch batch;
    private final int experts;
    private final float[][] load;

    SequenceBalance(Routing routing, Batch batch) {
        this.scores = routing.scores();
        this.batch = batch;
        this.experts = scores.size(1);
        this.load = new float[batch.sequences()][experts];
        Workers.parallel(batch.sequences(), 1, (from, to) -> {
            for (int s = from; s < to; s++) {
                int length = batch.end(s) - batch.starts()[s];
                for (int t = batch.starts()[s]; t < batch.end(s); t++) {
                    count(t, routing.perToken(), load[s]);
                }
                for (int e = 0; e < experts; e++) {
                    load[s][e] *= experts / (float) (routing.perToken() * length);
                }
            }
        });
    }

    private float score(int t, int e) {
        return Memory.get(scores.address(), (long) t * experts + e);
    }

    /** Adds one to each of the k best affinities of token t; of equal ones the first counts. */
    private void count(int t, int k, float[] counts) {
        var taken = new boolean[experts];
        for (int i = 0; i < k; i++) {
            int best = -1;
            for (int e = 0; e < experts; e++) {
                if (!taken[e] && (best < 0 || score(t, e) > score(t, best))) {
                    best = e;
                }
            }
            taken[best] = true;
            counts[best]++;
        }
    }

    private float sum(int t) {
        float sum = 0;
        for (int e = 0; e < experts; e++) {
            sum += score(t, e);
        }
        return sum;
    }

    float loss() {
        var losses = new double[batch.sequences()];
        Workers.parallel(batch.sequences(), 1, (from, to) -> {
            for (int s = from; s < to; s++) {
                int length = batch.end(s) - batch.starts()[s];
                for (int t = batch.starts()[s]; t < batch.end(s); t++) {
                    float sum = sum(t);
                    for (int e = 0; e < experts; e++) {
                        losses[s] += (double) load[s][e] * (score(t, e) / sum) / length;
                    }
                }
            }
        });
        double loss = 0;
        for (double l : losses) {
            loss += l;
        }
        return (float) (loss / batch.sequences());
    }

    /** Adds factor * d(loss)/d(scores). */
    void backward(float factor, Tensor gradient) {
        Workers.parallel(batch.sequences(), 1, (from, to) -> {
            for (int s = from; s < to; s++) {
                for (int t = batch.starts()[s]; t < batch.end(s); t++) {
                    token(s, t, factor / (batch.end(s) - batch.starts()[s]) / batch.sequences(), gradient.address());
                }
            }
        });
    }

    private void token(int s, int t, float factor, long gradient) {
        float sum = sum(t);
        float mean = 0;
        for (int e = 0; e < experts; e++) {
            mean += load[s][e] * score(t, e) / sum;
        }
        for (int e = 0; e < experts; e++) {
            long i = (long) t * experts + e;
            Memory.put(gradient, i, Memory.get(gradient, i) + factor * ((load[s][e] - mean) / sum));
        }
    }
}
