package dev.ferkel.internal.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Gradients against finite differences of fourth order, (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h, where f is
 * a random weighting of all outputs, added in F64. Off by at most 5e-4 of a tensor's largest gradient.
 */
final class GradientCheck {
    private static final float STEP = 0.02f;
    private static final double TOLERANCE = 5e-4;
    private static final int SAMPLES = 60;

    private final Function<RecordingOps, List<Tensor>> network;

    private GradientCheck(Function<RecordingOps, List<Tensor>> network) {
        this.network = network;
    }

    /** Checks d(outputs)/d(inputs); of a large input, some of its elements. */
    static void check(Function<RecordingOps, List<Tensor>> network, Tensor... inputs) {
        var check = new GradientCheck(network);
        var gradients = check.gradients(inputs);
        for (int i = 0; i < inputs.length; i++) {
            check.compare("input " + i, inputs[i], gradients.get(i));
        }
    }

    private List<float[]> gradients(Tensor... inputs) {
        try (var eager = new EagerOps();
                var arena = Arena.ofConfined()) {
            var ops = new RecordingOps(eager);
            for (var output : network.apply(ops)) {
                var weights = weights(arena, output);
                for (long i = 0; i < output.elements(); i++) {
                    ops.tape().gradient(output).set(i, weights.get(i));
                }
            }
            ops.tape().backward();
            var gradients = new ArrayList<float[]>();
            for (var input : inputs) {
                gradients.add(ops.tape().find(input).orElseThrow().toFloatArray());
            }
            return gradients;
        }
    }

    private static Tensor weights(Arena arena, Tensor output) {
        return new Numbers(arena, output.elements()).normal(1, output.shape());
    }

    private double value() {
        try (var eager = new EagerOps();
                var arena = Arena.ofConfined()) {
            double sum = 0;
            for (var output : network.apply(new RecordingOps(eager))) {
                var weights = weights(arena, output);
                for (long i = 0; i < output.elements(); i++) {
                    sum += (double) weights.get(i) * output.get(i);
                }
            }
            return sum;
        }
    }

    private void compare(String name, Tensor input, float[] gradient) {
        double largest = 0;
        for (float g : gradient) {
            largest = Math.max(largest, Math.abs(g));
        }
        assertThat(largest).as(name).isPositive().isFinite();
        var random = new SplittableRandom(gradient.length);
        var some = gradient.length <= SAMPLES
                ? java.util.stream.IntStream.range(0, gradient.length).toArray()
                : random.ints(SAMPLES, 0, gradient.length).toArray();
        for (int i : some) {
            assertThat(Math.abs(gradient[i] - slope(input, i)))
                    .as("%s %s element %d, gradient %s of at most %s", name, input, i, gradient[i], largest)
                    .isLessThan(TOLERANCE * largest);
        }
    }

    private double slope(Tensor input, int i) {
        float x = input.get(i);
        var at = Arrays.stream(new int[] {-2, -1, 1, 2})
                .mapToDouble(k -> {
                    input.set(i, x + k * STEP);
                    return value();
                })
                .toArray();
        input.set(i, x);
        return (8 * (at[2] - at[1]) - (at[3] - at[0])) / (12 * STEP);
    }
}
