package dev.ferkel.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.autograd.RecordingOps;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Weights;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.testing.Golden;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Losses, gradients and weights of five AdamW steps as PyTorch computes them: the network is written once. */
@Tag("golden")
class FiveStepsGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"deepseek_v3", "llama"})
    void fiveSteps(String name) {
        var folder = Golden.path("oracle/models/" + name);
        var json = JsonMapper.shared().readTree(folder.resolve("training.json"));
        try (var checkpoint = Checkpoint.open(folder);
                var gradients = Checkpoint.open(folder.resolve("gradients.safetensors"));
                var after = Checkpoint.open(folder.resolve("after_5_steps.safetensors"));
                var eager = new EagerOps()) {
            var weights = new Weights(checkpoint, true);
            var model = Model.trainable(checkpoint.config(), weights);
            var before = new java.util.HashMap<String, float[]>();
            weights.bound().forEach((n, t) -> before.put(n, t.toFloatArray()));
            var a = json.path("adamw");
            var adamW = new AdamW(
                    new AdamW.Settings(
                            a.path("lr").doubleValue(),
                            a.path("beta1").doubleValue(),
                            a.path("beta2").doubleValue(),
                            a.path("eps").doubleValue(),
                            a.path("weight_decay").doubleValue(),
                            a.path("clip_norm").doubleValue()),
                    Losses.learned(weights));
            var rows = json.path("tokens")
                    .valueStream()
                    .map(r -> r.valueStream().mapToInt(JsonNode::asInt).toArray())
                    .toList();
            for (var expected : json.path("steps")) {
                eager.reset();
                var ops = new RecordingOps(eager);
                var losses = Losses.of(model, ops, rows);
                float balance = 0.001f
                        * (float) losses.balance().stream()
                                .mapToDouble(t -> t.get(0))
                                .sum();
                // Adam turns the sign of a tiny gradient into a whole step, so that rounding shows in the last losses
                double tolerance = expected.path("step").asInt() <= 3 ? 1e-5 : 2e-5;
                check(losses.main().get(0), expected.path("main"), tolerance);
                ops.tape().addLoss(losses.main(), 1f);
                if (model.hasMtp()) {
                    check(losses.mtp().get(0), expected.path("mtp"), tolerance);
                    check(balance, expected.path("balance"), tolerance);
                    ops.tape().addLoss(losses.mtp(), json.path("mtp_lambda").floatValue());
                    losses.balance()
                            .forEach(t -> ops.tape()
                                    .addLoss(t, json.path("balance_alpha").floatValue()));
                }
                ops.tape().backward();
                if (expected.path("step").asInt() == 1) {
                    gradients.tensors().forEach((n, g) -> {
                        var mine = ops.tape().find(weights.bound().get(n));
                        var flowed = mine.isPresent() ? mine.get().toFloatArray() : new float[(int) g.elements()];
                        assertThat(worst(flowed, g.toFloatArray())).as(n).isLessThan(2e-4);
                    });
                }
                float norm = adamW.step(ops.tape());
                assertThat(norm).isCloseTo(expected.path("grad_norm").floatValue(), within(norm * 1e-4f));
            }
            after.tensors().forEach((n, w) -> {
                var start = before.get(n);
                var goal = w.toFloatArray();
                var mine = weights.bound().get(n).toFloatArray();
                double movement = IntStream.range(0, goal.length)
                        .mapToDouble(i -> Math.abs(goal[i] - start[i]))
                        .max()
                        .orElse(0);
                double off = IntStream.range(0, goal.length)
                        .mapToDouble(i -> Math.abs(goal[i] - mine[i]))
                        .max()
                        .orElse(0);
                assertThat(off).as(n).isLessThanOrEqualTo(0.1 * movement);
            });
        }
    }

    private static void check(float mine, JsonNode expected, double tolerance) {
        assertThat((double) mine).isCloseTo(expected.doubleValue(), within(expected.doubleValue() * tolerance));
    }

    private static double worst(float[] mine, float[] expected) {
        double off = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            off = Math.max(off, Math.abs(mine[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return largest == 0 ? off : off / largest;
    }
}
