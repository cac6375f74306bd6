package dev.ferkel.internal.sampling;

import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one answer's past changes in its logits. */
public final class Penalties {
    private final Sampling sampling;
    private final Map<Integer, Integer> generated = new HashMap<>();
    private final Set<Integer> seen = new HashSet<>();

    public Penalties(Sampling sampling, int[] prompt) {
        this.sampling = sampling;
        if (sampling.repetitionPenalty() != 1) {
            for (int id : prompt) {
                seen.add(id);
            }
        }
    }

    /** A token was generated. */
    public void accept(int id) {
        if (sampling.penalizes()) {
            generated.merge(id, 1, Integer::sum);
            seen.add(id);
        }
    }

    /** Whether {@link #apply} changes anything. */
    public boolean change() {
        return !sampling.logitBias().isEmpty() || sampling.penalizes();
    }

    /** Changes logits F32 [vocabulary] in place; ids beyond them are passed over. */
    public void apply(Tensor logits) {
        long n = logits.elements();
        long values = logits.address();
        float repetition = sampling.repetitionPenalty();
        if (repetition != 1) {
            seen.forEach(id -> {
                if (id < n) {
                    float value = Memory.get(values, id);
                    Memory.put(values, id, value > 0 ? value / repetition : value * repetition);
                }
            });
        }
        generated.forEach((id, count) -> {
            if (id < n) {
                float taken = sampling.presencePenalty() + sampling.frequencyPenalty() * count;
                Memory.put(values, id, Memory.get(values, id) - taken);
            }
        });
        sampling.logitBias().forEach((id, bias) -> {
            if (id >= 0 && id < n) {
                Memory.put(values, id, Memory.get(values, id) + bias);
            }
        });
    }
}
