package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.testing.Golden;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Greedy tokens through the cache, in both of MLA's forms. */
@Tag("golden")
class EngineGoldenTest {
    static int[] ints(JsonNode node) {
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
        var folder = Golden.path("oracle/models/" + name);
        var expected =
                JsonMapper.shared().readTree(folder.resolve("expected.json")).path("greedy");
        var goal = ints(expected.path("tokens"));
        var options = EngineOptions.builder()
                .cacheType(dev.ferkel.internal.tensor.DType.F32)
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
}
