package dev.ferkel.internal.optim;

import dev.ferkel.internal.autograd.Tape;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * AdamW (Loshchilov and Hutter 2019) in F32 over F32 tensors. Weight decay applies to tensors of two or more
 * dimensions; gradients are clipped by their common norm.
 */
public final class AdamW {
    /**
     * @param clipNorm largest norm of all gradients together
     */
    public record Settings(
            double learningRate, double beta1, double beta2, double eps, double weightDecay, double clipNorm) {}

    private record Moments(Tensor weight, float[] first, float[] second) {}

    private final Settings settings;
    private final Kernels kernels = Kernels.select();
    private final List<Moments> parameters = new ArrayList<>();
    private int step;

    /** @param weights F32 tensors; each is changed in place by {@link #step} */
    public AdamW(Settings settings, Iterable<Tensor> weights) {
        this.settings = settings;
        for (var weight : weights) {
            int n = Math.toIntExact(weight.elements());
            parameters.add(new Moments(weight, new float[n], new float[n]));
        }
    }

    /** Takes one step along the tape's gradients; returns their norm before clipping. */
    public float step(Tape tape) {
        step++;
        double squares = 0;
        for (var p : parameters) {
            var gradient = tape.find(p.weight());
            if (gradient.isPresent()) {
                long g = gradient.get().address();
                squares += kernels.dot(g, g, p.first().length);
            }
        }
        float norm = (float) Math.sqrt(squares);
        float clip = Math.min(1f, (float) settings.clipNorm() / (norm + 1e-6f));
        for (var p : parameters) {
            update(p, tape.find(p.weight()), clip);
        }
        return norm;
    }

    /** No gradient, as of an expert that no token chose, is a gradient of zeros. */
    private void update(Moments p, Optional<Tensor> gradient, float clip) {
        var s = settings;
        float kept = p.weight().rank() >= 2 ? (float) (1 - s.learningRate() * s.weightDecay()) : 1f;
        float new1 = (float) (1 - s.beta1());
        float new2 = (float) (1 - s.beta2());
        float beta2 = (float) s.beta2();
        float rate = (float) (s.learningRate() / (1 - Math.pow(s.beta1(), step)));
        float correction2 = (float) Math.sqrt(1 - Math.pow(s.beta2(), step));
        float eps = (float) s.eps();
        for (int i = 0; i < p.first().length; i++) {
            float g = gradient.isPresent() ? gradient.get().get(i) * clip : 0f;
            p.first()[i] += new1 * (g - p.first()[i]);
            p.second()[i] = beta2 * p.second()[i] + new2 * g * g;
            float divisor = (float) Math.sqrt(p.second()[i]) / correction2 + eps;
            p.weight().set(i, p.weight().get(i) * kept - rate * p.first()[i] / divisor);
        }
    }
}
