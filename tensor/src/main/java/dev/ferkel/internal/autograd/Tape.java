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
    private record Step(List<Tensor> results, Runnable backward) {}

    private final EagerOps ops;
    private final Map<Tensor, Tensor> kept;
    private final boolean keeps;
    private final List<Step> steps = new ArrayList<>();
    private final IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();

    Tape(EagerOps ops, Map<Tensor, Tensor> kept) {
        this(ops, kept, true);
    }

    private Tape(EagerOps ops, Map<Tensor, Tensor> kept, boolean keeps) {
        this.ops = ops;
        this.kept = kept;
        this.keeps = keeps;
        gradients.putAll(kept);
    }

    /** One that forgets what is recorded. */
    static Tape forgetting(EagerOps ops) {
        return new Tape(ops, Map.of(), false);
    }

    void record(Tensor result, Runnable backward) {
        record(List.of(result), backward);
    }

    /** @param results whose gradients nobody asks for once {@code backward} has run */
    void record(List<Tensor> results, Runnable backward) {
        if (keeps) {
            steps.add(new Step(results, backward));
        }
    }

    /** Whether a weight's gradient is asked for. */
    boolean learns(Tensor weight) {
        return kept.isEmpty() || kept.containsKey(weight);
    }

    /** Where d(loss)/d(tensor) is summed: zeros at first. Once it was asked for, several threads may. */
    Tensor gradient(Tensor tensor) {
        var sum = sum(tensor);
        return sum.begins() ? Zeros.fill(sum.gradient()) : sum.gradient();
    }

    /**
     * Where d(loss)/d(tensor) is summed.
     *
     * @param begins there's nothing in it yet: all of it is to be written, not added to
     */
    record Sum(Tensor gradient, boolean begins) {
        Sum rows(int from, int to) {
            return new Sum(gradient.rows(from, to), begins);
        }
    }

    /** As {@link #gradient(Tensor)}, for who writes all of it. */
    Sum sum(Tensor tensor) {
        var known = gradients.get(tensor);
        if (known != null) {
            return new Sum(known, false);
        }
        var gradient = ops.borrow(tensor.shape());
        gradients.put(tensor, gradient);
        return new Sum(gradient, true);
    }

    /** Adds to d(loss)/d(tensor). */
    void add(Tensor tensor, Tensor gradient) {
        var sum = sum(tensor);
        if (sum.begins()) {
            Sums.copy(gradient, sum.gradient());
        } else {
            Sums.add(gradient, sum.gradient());
        }
    }

    /** As {@link #add}, of memory that lives as long as the step and nobody else needs. */
    void own(Tensor tensor, Tensor gradient) {
        if (gradients.containsKey(tensor)) {
            add(tensor, gradient);
        } else {
            gradients.put(tensor, gradient);
        }
    }

    /** Adds the gradient of a result to that of {@code tensor}, and forgets it: the last thing done with it. */
    void pass(Tensor result, Tensor tensor) {
        var gradient = gradient(result);
        if (gradients.containsKey(tensor) || kept.containsKey(result)) {
            add(tensor, gradient);
        } else {
            gradients.remove(result);
            gradients.put(tensor, gradient);
        }
    }

    /** Gives back the memory of all gradients but one tensor's. */
    void forget(Tensor except) {
        gradients.forEach((tensor, gradient) -> {
            if (tensor != except) {
                ops.giveBack(gradient);
            }
        });
        gradients.clear();
    }

    /** Sums d(loss)/d(tensor) in memory of another's. */
    void gradient(Tensor tensor, Tensor sum) {
        gradients.put(tensor, sum);
    }

    /**
     * d(total)/d(tensor) after {@link #backward}, of what no operation gave; empty where nothing flowed. Lives until the step's
     * memory is reset.
     */
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
            var step = steps.get(i);
            ops.aside(step.backward());
            for (var result : step.results()) {
                var gradient = gradients.remove(result);
                if (gradient != null) {
                    ops.giveBack(gradient);
                }
            }
        }
        steps.clear();
    }
}
