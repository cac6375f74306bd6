package dev.ferkel.internal.optim;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Pages;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Muon (Jordan et al. 2024): a matrix moves along its Nesterov momentum made orthogonal, times 0.2 * sqrt(max(out, in)), so
 * that the rate is {@link AdamW}'s (Liu et al. 2025). Embedding, head, vectors and biases are left to that.
 */
public final class Muon implements Optimizer {
    /** The root mean square of AdamW's updates. */
    private static final double RMS = 0.2;

    private record Parameter(Tensor weight, Tensor gradient, Tensor momentum, Tensor update) {}

    private final AdamW rest;
    private final AdamW.Settings settings;
    private final float momentum;
    private final Kernels kernels = Kernels.select();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final List<Parameter> inOrder = new ArrayList<>();

    /**
     * @param settings of AdamW, of which weight decay and clipping are for both
     * @param weights F32 tensors by Hugging Face name; each is changed in place by {@link #step}
     * @param arena holds the momentum
     */
    public Muon(
            AdamW.Settings settings, double momentum, Map<String, Tensor> weights, Gradients gradients, Arena arena) {
        this.settings = settings;
        this.momentum = (float) momentum;
        var others = new LinkedHashMap<String, Tensor>();
        weights.forEach((name, weight) -> {
            if (weight.rank() == 2 && !name.contains("embed_tokens") && !name.contains("lm_head")) {
                var parameter = new Parameter(weight, gradients.of(weight), zeros(weight, arena), zeros(weight, arena));
                parameters.put(name, parameter);
                inOrder.add(parameter);
            } else {
                others.put(name, weight);
            }
        });
        rest = new AdamW(settings, others, gradients, arena);
    }

    private static Tensor zeros(Tensor like, Arena arena) {
        long bytes = 4 * like.elements();
        return Tensor.of(DType.F32, Pages.allocate(Math.max(4, bytes), arena).asSlice(0, bytes), like.shape());
    }

    @Override
    public void step(double learningRate, double norm) {
        float clip = settings.clipping(norm);
        float kept = (float) (1 - learningRate * settings.weightDecay());
        Workers.parallel(inOrder.size(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                step(inOrder.get(i), (float) learningRate, clip, kept);
            }
        });
        rest.step(learningRate, norm);
    }

    private void step(Parameter p, float rate, float clip, float kept) {
        int rows = p.weight().size(0);
        int columns = p.weight().size(1);
        int n = Math.multiplyExact(rows, columns);
        long moved = p.momentum().address();
        long update = p.update().address();
        kernels.scale(momentum, moved, moved, n);
        kernels.axpy(clip * (1 - momentum), p.gradient().address(), moved, n);
        kernels.scale(clip * (1 - momentum), p.gradient().address(), update, n);
        kernels.axpy(momentum, moved, update, n);
        NewtonSchulz.run(kernels, update, rows, columns);
        kernels.scale(kept, p.weight().address(), p.weight().address(), n);
        kernels.axpy(
                (float) (-rate * RMS * Math.sqrt(Math.max(rows, columns))),
                update,
                p.weight().address(),
                n);
    }

    @Override
    public int steps() {
        return rest.steps();
    }

    @Override
    public void steps(int taken) {
        rest.steps(taken);
    }

    @Override
    public Map<String, Tensor> moments() {
        var moments = new LinkedHashMap<>(rest.moments());
        parameters.forEach((name, p) -> moments.put(name + ".momentum", p.momentum()));
        return moments;
    }

    @Override
    public void clear() {
        rest.clear();
        for (var p : inOrder) {
            Memory.clear(p.momentum().address(), p.momentum().elements());
        }
    }
}
