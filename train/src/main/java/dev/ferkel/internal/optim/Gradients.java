package dev.ferkel.internal.optim;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Pages;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A gradient for each weight, kept from batch to batch until {@link #clear}. */
public final class Gradients {
    private final Kernels kernels = Kernels.select();
    private final Map<Tensor, Tensor> byWeight = new IdentityHashMap<>();
    private final List<Tensor> inOrder = new ArrayList<>();

    /** @param arena holds them, F32 of the weights' shapes, zero at first */
    public Gradients(Iterable<Tensor> weights, Arena arena) {
        for (var weight : weights) {
            var data = Pages.allocate(Math.max(4, 4 * weight.elements()), arena).asSlice(0, 4 * weight.elements());
            var gradient = Tensor.of(DType.F32, data, weight.shape());
            byWeight.put(weight, gradient);
            inOrder.add(gradient);
        }
    }

    /** By weight: what a recording forward pass adds to. */
    public Map<Tensor, Tensor> byWeight() {
        return Collections.unmodifiableMap(byWeight);
    }

    Tensor of(Tensor weight) {
        var gradient = byWeight.get(weight);
        if (gradient == null) {
            throw new IllegalArgumentException("no gradient is kept for " + weight);
        }
        return gradient;
    }

    /** Sets all to zero. */
    public void clear() {
        Workers.parallel(inOrder.size(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                Memory.clear(inOrder.get(i).address(), inOrder.get(i).elements());
            }
        });
    }

    /** The Euclidean norm of all together; NaN or infinite if a number is. */
    public double norm() {
        var squares = new double[inOrder.size()];
        Workers.parallel(squares.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                long g = inOrder.get(i).address();
                squares[i] = kernels.dot(g, g, Math.toIntExact(inOrder.get(i).elements()));
            }
        });
        double sum = 0;
        for (double s : squares) {
            sum += s;
        }
        return Math.sqrt(sum);
    }
}
