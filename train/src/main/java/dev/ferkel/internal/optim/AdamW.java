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
 * AdamW (Loshchilov and Hutter 2019) in F32 over F32 tensors. Weight decay applies to tensors of two or more
 * dimensions; gradients are clipped by their common norm.
 */
public final class AdamW implements Optimizer {
    /** Numbers a task takes. */
    private static final int CHUNK = 1 << 15;

    /**
     * @param clip largest norm of all gradients together
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay, double clip) {
        /** The factor on gradients of a norm. */
        float clipping(double norm) {
            return Math.min(1f, (float) clip / ((float) norm + 1e-6f));
        }
    }

    private record Parameter(Tensor weight, Tensor gradient, Tensor first, Tensor second) {}

    private record Chunk(Parameter parameter, int from, int to) {}

    private final Settings settings;
    private final Kernels kernels = Kernels.select();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private int steps;

    /**
     * @param weights F32 tensors by name; each is changed in place by {@link #step}
     * @param arena holds the moments
     */
    public AdamW(Settings settings, Map<String, Tensor> weights, Gradients gradients, Arena arena) {
        this.settings = settings;
        weights.forEach((name, weight) -> {
            int n = Math.toIntExact(weight.elements());
            var parameter = new Parameter(weight, gradients.of(weight), zeros(weight, arena), zeros(weight, arena));
            parameters.put(name, parameter);
            for (int from = 0; from < n; from += CHUNK) {
                chunks.add(new Chunk(parameter, from, Math.min(n, from + CHUNK)));
            }
        });
    }

    private static Tensor zeros(Tensor like, Arena arena) {
        long bytes = 4 * like.elements();
        return Tensor.of(DType.F32, Pages.allocate(Math.max(4, bytes), arena).asSlice(0, bytes), like.shape());
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public void steps(int taken) {
        steps = taken;
    }

    @Override
    public void clear() {
        steps = 0;
        for (var p : parameters.values()) {
            Memory.clear(p.first().address(), p.first().elements());
            Memory.clear(p.second().address(), p.second().elements());
        }
    }

    /** The moments by the weights' names, with {@code .first} and {@code .second} behind: what a checkpoint keeps. */
    @Override
    public Map<String, Tensor> moments() {
        var moments = new LinkedHashMap<String, Tensor>();
        parameters.forEach((name, p) -> {
            moments.put(name + ".first", p.first());
            moments.put(name + ".second", p.second());
        });
        return moments;
    }

    @Override
    public void step(double learningRate, double norm) {
        steps++;
        var s = settings;
        float clip = s.clipping(norm);
        float rate = (float) (learningRate / (1 - Math.pow(s.beta1(), steps)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(s.beta2(), steps)));
        float decayed = (float) (1 - learningRate * s.weightDecay());
        Workers.parallel(chunks.size(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                var chunk = chunks.get(i);
                var p = chunk.parameter();
                long at = 4L * chunk.from();
                kernels.adamW(
                        p.weight().address() + at,
                        p.gradient().address() + at,
                        p.first().address() + at,
                        p.second().address() + at,
                        chunk.to() - chunk.from(),
                        new Kernels.AdamWFactors(
                                clip,
                                (float) s.beta1(),
                                (float) s.beta2(),
                                rate,
                                correction,
                                (float) s.epsilon(),
                                p.weight().rank() >= 2 ? decayed : 1f));
            }
        });
    }
}
