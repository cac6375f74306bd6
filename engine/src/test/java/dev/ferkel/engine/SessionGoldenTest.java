package dev.ferkel.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.checkpoint.Checkpoint;
import dev.ferkel.model.Model;
import dev.ferkel.model.Progress;
import dev.ferkel.sampling.Sampler;
import dev.ferkel.sampling.Sampling;
import dev.ferkel.tensor.LatentForm;
import dev.ferkel.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Greedy tokens through the cache, in both of MLA's forms. */
@Tag("golden")
class SessionGoldenTest {
    static int[] ints(JsonNode node) {
        return node.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    static List<Integer> greedy(Session session, int[] prompt, int count) {
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
        var folder = Golden.path("oracle/models/" + name);
        var expected =
                JsonMapper.shared().readTree(folder.resolve("expected.json")).path("greedy");
        var goal = ints(expected.path("tokens"));
        try (var checkpoint = Checkpoint.open(folder);
                var session = new Session(Model.load(checkpoint, Progress.NONE), true, 128, prompt, token)) {
            assertThat(greedy(session, ints(expected.path("prompt")), goal.length))
                    .containsExactlyElementsOf(Arrays.stream(goal).boxed().toList());
        }
    }
}
