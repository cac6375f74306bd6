package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** What logits are held to: {@link RecordingOps} has the contracts. Sums over rows are added in their order. */
final class TokenLosses {
    /** Rows a task takes at least. */
    private static final int ROWS = 16;

    private final Kernels kernels = Kernels.select();
    private final EagerOps eager;
    private final Tape tape;

    TokenLosses(EagerOps eager, Tape tape) {
        this.eager = eager;
        this.tape = tape;
    }

    Tensor crossEntropy(Tensor logits, int[] targets) {
        var chosen = softmax(logits, targets);
        double sum = 0;
        for (double l : chosen.logProbabilities()) {
            sum -= l;
        }
        var loss = eager.allocate(1);
        loss.set(0, (float) (sum / targets.length));
        tape.record(loss, () -> {
            float factor = tape.gradient(loss).get(0) / targets.length;
            chosen.backward(logits, targets, row -> factor);
        });
        return loss;
    }

    Tensor logProbabilities(Tensor logits, int[] targets, double[] entropies) {
        var chosen = softmax(logits, targets);
        var y = eager.allocate(targets.length);
        for (int r = 0; r < targets.length; r++) {
            y.set(r, (float) chosen.logProbabilities()[r]);
            entropies[r] = chosen.entropies()[r];
        }
        tape.record(y, () -> {
            var dy = tape.gradient(y);
            chosen.backward(logits, targets, row -> -dy.get(row));
        });
        return y;
    }

    Tensor divergence(Tensor logits, Tensor others) {
        int rows = logits.size(0);
        int vocabulary = logits.size(1);
        var slopes = eager.allocate(logits.shape());
        var q = eager.allocate(logits.shape());
        var divergences = new double[rows];
        Workers.parallel(rows, ROWS, (from, to) -> {
            for (int r = from; r < to; r++) {
                long at = 4L * r * vocabulary;
                long mine = logits.address() + at;
                long theirs = others.address() + at;
                double logSum = logSum(mine, slopes.address() + at, vocabulary);
                double otherLogSum = logSum(theirs, q.address() + at, vocabulary);
                double sum = 0;
                for (int i = 0; i < vocabulary; i++) {
                    double logP = Memory.get(mine, i) - logSum;
                    sum += Math.exp(logP) * (logP - (Memory.get(theirs, i) - otherLogSum));
                }
                for (int i = 0; i < vocabulary; i++) {
                    double logP = Memory.get(mine, i) - logSum;
                    double apart = logP - (Memory.get(theirs, i) - otherLogSum);
                    Memory.put(slopes.address() + at, i, (float) (Math.exp(logP) * (apart - sum)));
                }
                divergences[r] = sum;
            }
        });
        double sum = 0;
        for (double d : divergences) {
            sum += d;
        }
        var loss = eager.allocate(1);
        loss.set(0, (float) (sum / rows));
        tape.record(loss, () -> {
            float factor = tape.gradient(loss).get(0) / rows;
            Sums.numbers(slopes, (at, n) -> kernels.scale(factor, slopes.address() + at, slopes.address() + at, n));
            tape.own(logits, slopes);
        });
        return loss;
    }

    /** @param scratch of as many numbers, overwritten */
    private double logSum(long values, long scratch, int n) {
        float max = kernels.max(values, n);
        return max + Math.log(kernels.expSum(values, max, scratch, n));
    }

    private Softmax softmax(Tensor logits, int[] targets) {
        int vocabulary = logits.size(1);
        var probabilities = eager.allocate(logits.shape());
        var chosen = new double[targets.length];
        var entropies = new double[targets.length];
        Workers.parallel(targets.length, ROWS, (from, to) -> {
            for (int r = from; r < to; r++) {
                long row = logits.address() + 4L * r * vocabulary;
                long p = probabilities.address() + 4L * r * vocabulary;
                float max = kernels.max(row, vocabulary);
                float total = kernels.expSum(row, max, p, vocabulary);
                kernels.scale(1f / total, p, p, vocabulary);
                // as sampling computes it, to the bit
                double logSum = max + Math.log(total);
                chosen[r] = Memory.get(row, targets[r]) - logSum;
                entropies[r] = logSum - kernels.dot(p, row, vocabulary);
            }
        });
        return new Softmax(probabilities, chosen, entropies);
    }

    /** Probabilities of rows, until backward made gradients of them, with what the tokens that came next have of them. */
    private final class Softmax {
        private final Tensor probabilities;
        private final double[] logProbabilities;
        private final double[] entropies;

        Softmax(Tensor probabilities, double[] logProbabilities, double[] entropies) {
            this.probabilities = probabilities;
            this.logProbabilities = logProbabilities;
            this.entropies = entropies;
        }

        double[] logProbabilities() {
            return logProbabilities;
        }

        double[] entropies() {
            return entropies;
        }

        /** Adds {@code factor} times d(-log p)/d(logits) of each row to the logits' gradient. */
        void backward(Tensor logits, int[] targets, RowFactor factor) {
            int vocabulary = logits.size(1);
            var d = probabilities;
            Workers.parallel(targets.length, ROWS, (from, to) -> {
                for (int r = from; r < to; r++) {
                    long row = (long) r * vocabulary;
                    float f = factor.of(r);
                    kernels.scale(f, d.address() + 4 * row, d.address() + 4 * row, vocabulary);
                    d.set(row + targets[r], d.get(row + targets[r]) - f);
                }
            });
            tape.own(logits, d);
        }
    }

    @FunctionalInterface
    private interface RowFactor {
        float of(int row);
    }
}
