package dev.ferkel.internal.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against PyTorch's losses and gradients ({@code grpo.json}), and against finite differences. */
class ObjectiveTest {
    static List<JsonNode> cases() {
        try (var stream = ObjectiveTest.class.getResourceAsStream("grpo.json")) {
            return JsonMapper.shared()
                    .readTree(stream)
                    .path("cases")
                    .valueStream()
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> goldens() {
        return cases().stream();
    }

    private static float[] floats(JsonNode array) {
        var values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.path(i).floatValue();
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void equalsPyTorch(JsonNode golden) {
        var form = Form.valueOf(golden.path("kind").asString().toUpperCase(Locale.ROOT));
        var objective = new Objective(
                form,
                golden.path("clip_low").asDouble(),
                golden.path("clip_high").asDouble(),
                golden.path("kl_coefficient").asDouble(),
                golden.path("constant_length").asInt(0),
                0);
        double loss = 0;
        double kl = 0;
        int clipped = 0;
        int tokens = golden.path("tokens").asInt();
        var sequences = golden.path("sequences");
        for (var sequence : sequences) {
            int prompt = sequence.path("prompt").asInt();
            int sample = sequence.path("sample").asInt();
            var rewards = golden.path("rewards")
                    .path(prompt)
                    .valueStream()
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
            double advantage = Advantages.of(rewards, form)[sample];
            assertThat(advantage)
                    .isCloseTo(
                            golden.path("advantages").path(prompt).path(sample).asDouble(), within(1e-5));
            var now = floats(sequence.path("logp"));
            var gradient = new float[now.length];
            var ref = floats(sequence.path("ref"));
            var part = objective.of(
                    now,
                    floats(sequence.path("old")),
                    ref,
                    advantage,
                    objective.weight(now.length, sequences.size(), tokens),
                    gradient);
            loss += part.loss();
            clipped += part.clipped();
            for (int t = 0; t < now.length; t++) {
                double apart = (double) ref[t] - now[t];
                kl += Math.exp(apart) - apart - 1;
                assertThat(gradient[t])
                        .isCloseTo(sequence.path("gradient").path(t).floatValue(), within(1e-6f));
            }
        }
        assertThat(loss).isCloseTo(golden.path("loss").asDouble(), within(1e-5));
        assertThat(clipped).isEqualTo(golden.path("clipped_tokens").asInt());
        assertThat(kl / tokens).isCloseTo(golden.path("mean_kl").asDouble(), within(1e-5));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void gradientIsTheSlope(Form form) {
        var objective = new Objective(form, 0.2, 0.28, 0.05, 8, 0.1);
        var random = new SplittableRandom(3);
        for (int round = 0; round < 50; round++) {
            int n = 1 + random.nextInt(6);
            var now = new float[n];
            var old = new float[n];
            var reference = new float[n];
            for (int t = 0; t < n; t++) {
                now[t] = (float) (-2 * random.nextDouble());
                old[t] = now[t] + (float) (0.3 * random.nextDouble() - 0.15);
                reference[t] = now[t] + (float) (random.nextDouble() - 0.5);
            }
            double advantage = 2 * random.nextDouble() - 1;
            var gradient = new float[n];
            objective.of(now, old, reference, advantage, 0.5, gradient);
            for (int t = 0; t < n; t++) {
                float step = 1f / 512;
                var up = now.clone();
                var down = now.clone();
                up[t] += step;
                down[t] -= step;
                var none = new float[n];
                double above =
                        objective.of(up, old, reference, advantage, 0.5, none).loss();
                double below =
                        objective.of(down, old, reference, advantage, 0.5, none).loss();
                double slope = (above - below) / (up[t] - down[t]);
                double ratio = Math.exp((double) now[t] - old[t]);
                boolean atEdge = Math.abs(ratio - 0.8) < 0.01
                        || Math.abs(ratio - 1.28) < 0.01
                        || form == Form.V3_2 && Math.abs(meanRatio(now, old) - 0.1) < 0.01;
                if (!atEdge) {
                    assertThat((double) gradient[t]).isCloseTo(slope, within(2e-4));
                }
            }
        }
    }

    private static double meanRatio(float[] now, float[] old) {
        double sum = 0;
        for (int t = 0; t < now.length; t++) {
            sum += old[t] - now[t];
        }
        return sum / now.length;
    }

    @Test
    void aFarOffBadAnswerIsLeftOut() {
        var objective = new Objective(Form.V3_2, 0.2, 0.2, 0, 8, 0.5);
        var gradient = new float[2];
        objective.of(new float[] {-3, -3}, new float[] {-1, -1}, new float[2], -1, 1, gradient);
        assertThat(gradient).containsOnly(0f);
        objective.of(new float[] {-1.1f, -1.1f}, new float[] {-1, -1}, new float[2], -1, 1, gradient);
        assertThat(gradient[0]).isPositive();
    }

    /** DeepSeek-V3.2 centres rewards and does not divide, as Dr. GRPO. */
    @Test
    void dividedByTheDeviationOrNot() {
        var rewards = new double[] {1, 0, 0, 0, 0, 0, 0, 0};
        assertThat(Advantages.of(rewards, Form.V3_2)[0]).isEqualTo(0.875);
        assertThat(Advantages.of(rewards, Form.DR_GRPO)[0]).isEqualTo(0.875);
        assertThat(Advantages.of(rewards, Form.GRPO)[0]).isCloseTo(Math.sqrt(7), within(1e-4));
    }

    @Test
    void aGroupOfEqualsTeachesNothing() {
        assertThat(Advantages.of(new double[] {1, 1, 1}, Form.GRPO)).containsOnly(0);
    }
}
