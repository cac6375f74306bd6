package dev.ferkel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.checkpoint.Checkpoint;
import dev.ferkel.model.Model;
import dev.ferkel.model.Progress;
import dev.ferkel.sampling.LogProbabilities.Alternative;
import dev.ferkel.tensor.LatentForm;
import dev.ferkel.testing.Shared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Greedy tokens through the cache, in both of MLA's forms, and a real model's log-probabilities. */
@Tag("golden")
class EngineGoldenTest {
    private static Path shared(String path) {
        var found = Shared.find(path);
        assumeThat(found).as("../shared/" + path).isPresent();
        return found.orElseThrow();
    }

    private static int[] ints(JsonNode node) {
        return node.valueStream().mapToInt(JsonNode::asInt).toArray();
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
    void greedyTokens(String name, LatentForm prompt, LatentForm token) throws InterruptedException {
        var folder = shared("oracle/models/" + name);
        var expected =
                JsonMapper.shared().readTree(folder.resolve("expected.json")).path("greedy");
        var goal = ints(expected.path("tokens"));
        var options = EngineOptions.builder()
                .cacheType(dev.ferkel.tensor.DType.F32)
                .promptForm(prompt)
                .tokenForm(token)
                .build();
        try (var checkpoint = Checkpoint.open(folder);
                var engine = Engine.start(Model.load(checkpoint, Progress.NONE), Optional.empty(), options)) {
            var request = Request.builder(ints(expected.path("prompt")))
                    .maxTokens(goal.length)
                    .build();
            assertThat(engine.submit(request).await().ids()).containsExactly(box(goal));
        }
    }

    private static Integer[] box(int[] values) {
        return java.util.Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    @Test
    void smolLm2() throws InterruptedException {
        var file = shared("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        var cases = JsonMapper.shared().readTree(shared("oracle/smollm2/expected.json"));
        var options = EngineOptions.builder()
                .cacheType(dev.ferkel.tensor.DType.F32)
                .context(512)
                .build();
        try (var loaded = LoadedModel.open(file, Progress.NONE);
                var engine = Engine.start(loaded.model(), Optional.of(loaded.tokenizer()), options)) {
            var generations = new ArrayList<Generation>();
            for (var expected : cases) {
                generations.add(engine.submit(Request.builder(ints(expected.path("ids")))
                        .maxTokens(ints(expected.path("greedy")).length)
                        .alternatives(100)
                        .build()));
            }
            for (int c = 0; c < cases.size(); c++) {
                check(cases.get(c), generations.get(c));
            }
        }
    }

    private static void check(JsonNode expected, Generation generation) throws InterruptedException {
        var tokens = new ArrayList<Event.Token>();
        for (var event = generation.next(); event != null; event = generation.next()) {
            if (event instanceof Event.Token token) {
                tokens.add(token);
            }
        }
        var top = ints(expected.path("top_ids"));
        var found = tokens.getFirst().alternatives().stream()
                .collect(Collectors.toMap(Alternative::id, Alternative::logProbability));
        for (int i = 0; i < top.length; i++) {
            double goal = expected.path("top_logprobs").get(i).asDouble();
            assertThat((double) found.get(top[i])).isCloseTo(goal, within(2e-3));
        }
        var goal = ints(expected.path("greedy"));
        List<JsonNode> gaps = expected.path("greedy_gaps").valueStream().toList();
        for (int i = 0; i < goal.length && gaps.get(i).asDouble() >= 0.02; i++) {
            assertThat(tokens.get(i).id()).as("greedy token " + i).isEqualTo(goal[i]);
        }
    }
}
