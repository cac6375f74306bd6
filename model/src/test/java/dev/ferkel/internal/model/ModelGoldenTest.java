package dev.ferkel.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.Golden;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Logits, hidden states and routing as transformers computes them, for every architecture and file format. */
@Tag("golden")
class ModelGoldenTest {
    private static int[] ids(JsonNode node) {
        return node.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    /** Largest difference in units of the expected values' standard deviation. */
    private static double difference(Tensor found, Tensor expected) {
        assertThat(found.elements()).isEqualTo(expected.elements());
        double sum = 0;
        double squares = 0;
        double worst = 0;
        for (long i = 0; i < expected.elements(); i++) {
            sum += expected.get(i);
            squares += expected.get(i) * (double) expected.get(i);
            worst = Math.max(worst, Math.abs(found.get(i) - (double) expected.get(i)));
            assertThat(Float.isNaN(found.get(i))).isFalse();
        }
        double mean = sum / expected.elements();
        return worst / Math.sqrt(squares / expected.elements() - mean * mean);
    }

    @ParameterizedTest
    @MethodSource("dev.ferkel.testing.Golden#models")
    void safetensors(String name) {
        var folder = Golden.path("oracle/models/" + name);
        var expectedJson = JsonMapper.shared().readTree(folder.resolve("expected.json"));
        try (var checkpoint = Checkpoint.open(folder);
                var expected = Checkpoint.open(folder.resolve("expected.safetensors"));
                var ops = new EagerOps()) {
            var model = Model.load(checkpoint, Progress.NONE);
            var ids = ids(expectedJson.path("input_ids"));
            var states = expected.tensor("hidden_states");
            var layers = new ArrayList<Integer>();
            var probe = new Probe() {
                @Override
                public void hidden(int layer, Tensor stream) {
                    assertThat(difference(stream, states.at(layer)))
                            .as("layer " + layer)
                            .isLessThan(5e-4);
                    layers.add(layer);
                }

                @Override
                public void routing(int layer, Routing routing) {
                    checkRouting(routing, expected, "routing." + layer);
                }
            };
            var step = new Step(ops, Batch.of(ids, 0), null, probe);
            var last = model.hidden(step);
            assertThat(difference(model.logits(step, last), expected.tensor("logits")))
                    .isLessThan(5e-4);
            assertThat(layers).hasSize(states.size(0));
            assertThat(model.hasMtp()).isEqualTo(expected.find("mtp_logits").isPresent());
            if (model.hasMtp()) {
                checkMtp(model, ops, ids, last, expected.tensor("mtp_logits"));
            }
        }
    }

    /** The golden has each token's experts by falling weight, ours by falling biased score. */
    private static void checkRouting(Routing routing, Checkpoint expected, String prefix) {
        if (expected.find(prefix + ".weights").isEmpty()) {
            return;
        }
        var weights = expected.tensor(prefix + ".weights");
        var experts = expected.tensor(prefix + ".experts").data().toArray(ValueLayout.JAVA_INT_UNALIGNED);
        int k = routing.perToken();
        for (int t = 0; t < weights.size(0); t++) {
            int row = t * k;
            var order = IntStream.range(row, row + k)
                    .boxed()
                    .sorted(Comparator.comparing(i -> -routing.weights().get(i)))
                    .toList();
            for (int i = 0; i < k; i++) {
                assertThat(routing.experts()[order.get(i)])
                        .as("%s token %d", prefix, t)
                        .isEqualTo(experts[row + i]);
                assertThat(routing.weights().get(order.get(i))).isCloseTo(weights.get(row + i), within(1e-4f));
            }
        }
    }

    private static void checkMtp(Model model, EagerOps ops, int[] ids, Tensor hidden, Tensor expected) {
        var next = Batch.of(Arrays.copyOfRange(ids, 1, ids.length), 0);
        var step = Step.of(ops, next, null);
        assertThat(difference(model.mtpLogits(step, hidden.rows(0, ids.length - 1)), expected))
                .isLessThan(5e-4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deepseek_v3/F16",
                "deepseek_v3/Q8_0",
                "deepseek_v3/Q4_K_M",
                "deepseek_v3/Q2_K",
                "deepseek_v2_lite/Q5_K_M",
                "deepseek_v3_old_layout/Q4_0",
                "llama/BF16",
                "llama/IQ4_XS",
                "llama/Q3_K_M",
                "llama/Q4_1",
                "llama/Q4_K_M",
                "llama/Q5_0",
                "llama/Q6_K",
                "llama/Q8_0",
                "qwen2/Q4_K_M",
                "qwen2/Q5_1",
                "qwen3/Q4_K_M"
            })
    void gguf(String name) {
        var file = Golden.path("oracle/gguf/" + name + ".gguf");
        var json = JsonMapper.shared().readTree(file.resolveSibling("expected.json"));
        try (var checkpoint = Checkpoint.open(file);
                var expected = Checkpoint.open(Golden.path("oracle/gguf/" + name + ".expected.safetensors"));
                var ops = new EagerOps()) {
            var model = Model.load(checkpoint, Progress.NONE);
            var ids = ids(json.findValue("input_ids"));
            var step = Step.of(ops, Batch.of(ids, 0), null);
            var last = model.hidden(step);
            assertThat(difference(model.logits(step, last), expected.tensor("logits")))
                    .isLessThan(5e-4);
            if (expected.find("mtp_logits").isPresent()) {
                checkMtp(model, ops, ids, last, expected.tensor("mtp_logits"));
            }
        }
    }
}
