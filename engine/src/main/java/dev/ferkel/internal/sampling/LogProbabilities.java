package dev.ferkel.internal.sampling;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Natural logarithms of a model's own probabilities: before penalties, biases, masks, temperature and filters. */
public final class LogProbabilities {
    /** A token and its log-probability. */
    public record Alternative(int id, float logProbability) {}

    private final Kernels kernels = Kernels.select();
    private final long logits;
    private final int n;
    private final double logSum;

    /**
     * @param logits F32 [vocabulary]
     * @param scratch F32 [vocabulary], overwritten
     */
    public LogProbabilities(Tensor logits, Tensor scratch) {
        this.logits = logits.address();
        this.n = Math.toIntExact(logits.elements());
        float max = kernels.max(this.logits, n);
        this.logSum = max + Math.log(kernels.expSum(this.logits, max, scratch.address(), n));
    }

    /** False where a broken file gave logits that are no numbers. */
    public boolean isFinite() {
        return Double.isFinite(logSum);
    }

    public float of(int id) {
        return (float) (Memory.get(logits, id) - logSum);
    }

    /** The most likely tokens, best first; of equal ones the lower id first. */
    public List<Alternative> top(int count) {
        var best = new ArrayList<Alternative>();
        for (int i = 0; i < n && count > 0; i++) {
            float value = of(i);
            if (best.size() == count && !(value > best.getLast().logProbability())) {
                continue;
            }
            int at = best.size();
            while (at > 0 && value > best.get(at - 1).logProbability()) {
                at--;
            }
            best.add(at, new Alternative(i, value));
            if (best.size() > count) {
                best.removeLast();
            }
        }
        return List.copyOf(best);
    }
}
