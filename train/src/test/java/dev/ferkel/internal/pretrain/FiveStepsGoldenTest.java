package dev.ferkel.internal.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
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
        fiveSteps(Golden.path("oracle/models/" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "qwen3", "deepseek_v2_lite", "deepseek_v2_grouped", "deepseek_v3_no_q_lora"})
    void otherArchitectures(String name, @TempDir Path folder) throws IOException {
        Networks.unpack(name, folder);
        fiveSteps(folder);
    }

    private static void fiveSteps(Path folder) {
        var json = JsonMapper.shared().readTree(folder.resolve("training.json"));
        try (var checkpoint = Checkpoint.open(folder);
                var golden = Checkpoint.open(folder.resolve("gradients.safetensors"));
                var arena = Arena.ofShared()) {
            var student = Student.of(checkpoint.config(), TensorSource.of(checkpoint));
            var before = new HashMap<String, float[]>();
            student.tensors().forEach((n, t) -> before.put(n, t.toFloatArray()));
            var a = json.path("adamw");
            var gradients = new Gradients(student.learned().values(), arena);
            var settings = new AdamW.Settings(
                    a.path("beta1").doubleValue(),
                    a.path("beta2").doubleValue(),
                    a.path("eps").doubleValue(),
                    a.path("weight_decay").doubleValue(),
                    a.path("clip_norm").doubleValue());
            var rows = Rows.whole(json.path("tokens")
                    .valueStream()
                    .map(r -> r.valueStream().mapToInt(JsonNode::asInt).toArray())
                    .toList());
            boolean mtp = student.model().hasMtp();
            boolean balances = json.path("steps").path(0).path("balance").doubleValue() > 0;
            var factors = new PretrainingStep.Weights(
                    json.path("mtp_lambda").floatValue(),
                    balances ? json.path("balance_alpha").floatValue() : 0,
                    0);
            var optimizer = new AdamW(settings, student.learned(), gradients, arena);
            try (var step = new PretrainingStep(student, optimizer, gradients)) {
                for (var expected : json.path("steps")) {
                    var outcome = step.run(List.of(rows), a.path("lr").doubleValue(), factors);
                    // Adam turns the sign of a tiny gradient into a whole step, so that rounding shows in the last
                    // losses
                    double tolerance = expected.path("step").asInt() <= 3 ? 1e-5 : 2e-5;
                    check(outcome.main(), expected.path("main"), tolerance);
                    if (mtp) {
                        check(outcome.mtp(), expected.path("mtp"), tolerance);
                    }
                    if (balances) {
                        check(outcome.balance(), expected.path("balance"), tolerance);
                    }
                    if (expected.path("step").asInt() == 1) {
                        golden.tensors().forEach((n, g) -> {
                            var mine =
                                    gradients.byWeight().get(student.tensors().get(n));
                            assertThat(mine).as(n).isNotNull();
                            assertThat(worst(mine.toFloatArray(), g.toFloatArray()))
                                    .as(n)
                                    .isLessThan(2e-4);
                        });
                    }
                    assertThat(outcome.norm())
                            .isCloseTo(expected.path("grad_norm").doubleValue(), within(outcome.norm() * 1e-4));
                }
            }
            var end = folder.resolve("after_5_steps.safetensors");
            if (Files.exists(end)) {
                weights(end, student, before);
            }
        }
    }

    private static void weights(Path end, Student student, Map<String, float[]> before) {
        try (var after = Checkpoint.open(end)) {
            after.tensors().forEach((n, w) -> {
                var start = before.get(n);
                var goal = w.toFloatArray();
                var mine = student.tensors().get(n).toFloatArray();
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

    private static void check(double mine, JsonNode expected, double tolerance) {
        assertThat(mine).isCloseTo(expected.doubleValue(), within(expected.doubleValue() * tolerance));
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
