package dev.ferkel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.checkpoint.Checkpoint;
import dev.ferkel.model.Model;
import dev.ferkel.model.Progress;
import dev.ferkel.sampling.Sampler;
import dev.ferkel.sampling.Sampling;
import dev.ferkel.tensor.LatentForm;
import dev.ferkel.tensor.Tensor;
import dev.ferkel.testing.Shared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Greedy tokens through the cache, in both of MLA's forms, and a real model's log-probabilities. */
@Tag("golden")
class SessionGoldenTest {
    private static Path shared(String path) {
        var found = Shared.find(path);
        assumeThat(found).as("../shared/" + path).isPresent();
        return found.orElseThrow();
    }

    private static int[] ints(JsonNode node) {
        return node.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static List<Integer> greedy(Session session, int[] prompt, int count) {
        var sampler = new Sampler(Sampling.GREEDY);
        var tokens = new ArrayList<Integer>();
        var logits = session.prefill(prompt);
        while (true) {
            tokens.add(sampler.choose(logits, session.position()));
            if (tokens.size() == count) {
                return tokens;
            }
            logits = session.decode(tokens.getLast());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deepseek_v3, EXPANDED, LATENT",
        "deepseek_v3, LATENT, LATENT",
        "deepseek_v3, EXPANDED, EXPANDED",
        "deepseek_v3_no_q_lora, EXPANDED, LATENT",
        "deepseek_v3_fp8, EXPANDED, LATENT",
        "deepseek_v2_lite, EXPANDED, LATENT",
        "deepseek_v2_grouped, LATENT, LATENT",
        "llama, EXPANDED, LATENT",
        "qwen2, EXPANDED, LATENT",
        "qwen3, EXPANDED, LATENT"
    })
    void greedyTokens(String name, LatentForm prompt, LatentForm token) {
        var folder = shared("oracle/models/" + name);
        var expected =
                JsonMapper.shared().readTree(folder.resolve("expected.json")).path("greedy");
        var goal = ints(expected.path("tokens"));
        try (var checkpoint = Checkpoint.open(folder);
                var session = new Session(Model.load(checkpoint, Progress.NONE), true, 128, prompt, token)) {
            assertThat(greedy(session, ints(expected.path("prompt")), goal.length))
                    .containsExactly(box(goal));
        }
    }

    private static Integer[] box(int[] values) {
        return java.util.Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    @Test
    void smolLm2() {
        var file = shared("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        var cases = JsonMapper.shared().readTree(shared("oracle/smollm2/expected.json"));
        try (var checkpoint = Checkpoint.open(file)) {
            var model = Model.load(checkpoint, Progress.NONE);
            for (var expected : cases) {
                var ids = ints(expected.path("ids"));
                try (var session = new Session(model, true, 512)) {
                    var logProbabilities = logSoftmax(session.prefill(ids));
                    var top = ints(expected.path("top_ids"));
                    for (int i = 0; i < top.length; i++) {
                        double goal = expected.path("top_logprobs").get(i).asDouble();
                        assertThat(logProbabilities[top[i]]).isCloseTo(goal, within(2e-3));
                    }
                    session.truncate(0);
                    var goal = ints(expected.path("greedy"));
                    var found = greedy(session, ids, goal.length);
                    for (int i = 0;
                            i < goal.length
                                    && expected.path("greedy_gaps").get(i).asDouble() >= 0.02;
                            i++) {
                        assertThat(found.get(i)).as("greedy token " + i).isEqualTo(goal[i]);
                    }
                }
            }
        }
    }

    private static double[] logSoftmax(Tensor logits) {
        var values = logits.toFloatArray();
        double max = Double.NEGATIVE_INFINITY;
        for (float v : values) {
            max = Math.max(max, v);
        }
        double sum = 0;
        for (float v : values) {
            sum += Math.exp(v - max);
        }
        var result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i] - max - Math.log(sum);
        }
        return result;
    }
}
