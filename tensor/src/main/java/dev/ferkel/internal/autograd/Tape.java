package dev.ferkel.internal.autograd;

import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one forward pass noted: how the gradient of each result flows back to its inputs. Used once. */
public final class Tape {
    private final EagerOps ops;
    private final boolean keeps;
    private final List<Runnable> steps = new ArrayList<>();
    private final IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();

    Tape(EagerOps ops, Map<Tensor, Tensor> kept) {
        this(ops, kept, true);
    }

    private Tape(EagerOps ops, Map<Tensor, Tensor> kept, boolean keeps) {
        this.ops = ops;
        this.keeps = keeps;
        gradients.putAll(kept);
    }

    /** One that forgets what is recorded. */
    static Tape forgetting(EagerOps ops) {
        return new Tape(ops, Map.of(), false);
    }

    void record(Runnable backward) {
        if (keeps) {
            steps.add(backward);
        }
    }

    /** Where d(loss)/d(tensor) is summed: zeros at first. Once it was asked for, several threads may. */
    Tensor gradient(Tensor tensor) {
        var known = gradients.get(tensor);
        if (known != null) {
            return known;
        }
        var gradient = Zeros.of(ops, tensor.shape());
        gradients.put(tensor, gradient);
        return gradient;
    }

    /** Sums d(loss)/d(tensor) in memory of another's. */
    void gradient(Tensor tensor, Tensor sum) {
        gradients.put(tensor, sum);
    }

    /** d(total)/d(tensor) after {@link #backward}; empty where nothing flowed. Lives until the step's memory is reset. */
    public Optional<Tensor> find(Tensor tensor) {
        return Optional.ofNullable(gradients.get(tensor));
    }

    /** Adds a loss (shape [1]) to the total, times {@code factor}. */
    public void addLoss(Tensor loss, float factor) {
        var gradient = gradient(loss);
        gradient.set(0, gradient.get(0) + factor);
    }

    /** Adds the total's derivative by a tensor that the pass computed, of its shape. */
    public void addGradient(Tensor tensor, float[] derivative) {
        var gradient = gradient(tensor);
        for (int i = 0; i < derivative.length; i++) {
            gradient.set(i, gradient.get(i) + derivative[i]);
        }
    }

    /** Runs everything noted backwards, once. */
    public void backward() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            steps.get(i).run();
        }
        steps.clear();
    }
}
