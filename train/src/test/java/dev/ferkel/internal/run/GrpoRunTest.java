package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fine-tuning and reinforcement learning: the same bits whatever happens to them. */
class GrpoRunTest {
    @TempDir
    Path folder;

    @BeforeEach
    void base() {
        Run.execute(Recipes.read(folder, Recipes.TINY), folder.resolve("base"), false, "", Recipes.SILENT);
    }

    private Path whole(String name, String... changes) {
        var recipe = Recipes.read(folder, Recipes.REASONING, changes);
        return Run.execute(recipe, folder.resolve(name), false, "", Recipes.SILENT);
    }

    private Iterable<JsonNode> log(String run) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("1-grpo/log.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    /** The stage itself refuses ratios of a first update that are not exactly one. */
    @ParameterizedTest
    @ValueSource(strings = {"grpo", "dapo", "dr-grpo", "v3-2"})
    void probabilitiesAreThoseOfTheRollout(String form) throws IOException {
        whole("run", "stages.1.grpo.form=" + form, "stages.1.grpo.dynamic-sampling=" + form.equals("dapo"));
        int step = 0;
        for (var entry : log("run")) {
            assertThat(entry.path("step").asInt()).isEqualTo(++step);
            assertThat(entry.path("norm").asDouble()).isFinite().isNotNegative();
            assertThat(entry.path("entropy").asDouble()).isPositive().isLessThan(Math.log(300) + 1e-3);
            if (!form.equals("dapo")) {
                assertThat(entry.path("kl").asDouble()).isNotNegative();
            }
        }
        assertThat(step).isEqualTo(6);
        assertThat(Files.readAllLines(folder.resolve("run/1-grpo/samples.jsonl")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void resumesToTheSameBits(int step) throws IOException {
        var expected = whole("whole");
        var recipe = Recipes.read(folder, Recipes.REASONING);
        var run = folder.resolve("killed");
        Interruptions.killed(recipe, run, step, 6);
        var result = Run.execute(recipe, run, true, "", Recipes.SILENT);
        assertThat(result.resolve("model.safetensors")).hasSameBinaryContentAs(expected.resolve("model.safetensors"));
        assertThat(run.resolve("1-grpo/samples.jsonl"))
                .hasSameTextualContentAs(folder.resolve("whole/1-grpo/samples.jsonl"));
    }

    /** What began in FP8 and comes out in another type says so, or others would look for scales that are not there. */
    @ParameterizedTest
    @CsvSource({"f32, float32", "bf16, bfloat16"})
    void theConfigTellsTheType(String precision, String type) throws IOException {
        var publish = Recipes.read(folder, "init: base/final\nstages: [{publish: {layout: fp8}}]");
        var fp8 = Run.execute(publish, folder.resolve("fp8"), false, "", Recipes.SILENT);
        assertThat(config(fp8).has("quantization_config")).isTrue();
        var result = whole(
                "run", "init=fp8/final", "stages.0.sft.precision=" + precision, "stages.1.grpo.precision=" + precision);
        assertThat(config(result).has("quantization_config")).isFalse();
        assertThat(config(result).path("torch_dtype").asString()).isEqualTo(type);
    }

    private static JsonNode config(Path model) {
        return JsonMapper.shared().readTree(model.resolve("config.json"));
    }

    @Test
    void threadsDontMatter() {
        Interruptions.threadsDontMatter(name -> whole(name));
    }

    /** A dense student learns what a teacher says, then its distributions; killed in between, it comes to the same bits. */
    @Test
    void distills() throws IOException {
        whole("teacher", "stages.1.grpo.steps=1");
        var text = """
                seed: 6
                model: {model_type: qwen2, hidden_size: 32, intermediate_size: 48, num_hidden_layers: 2,
                  num_attention_heads: 2, num_key_value_heads: 1, rms_norm_eps: 1.0e-6, rope_theta: 10000.0,
                  max_position_embeddings: 256, tie_word_embeddings: true}
                tokenizer: teacher/final
                stages:
                  - sft:
                      data: [{problems: {kinds: {arithmetic: 1}, difficulties: [1, 0, 0, 0, 0]}}]
                      sequence: 200
                      batch: 2
                      steps: 3
                      initializer: 0.05
                  - distill:
                      teacher: teacher/final
                      problems: {kinds: {arithmetic: 1}, difficulties: [1, 0, 0, 0, 0]}
                      prompts: 6
                      steps: 12
                      max-tokens: 24
                      optimizer: {learning-rate: 1e-2}
                      checkpoint-every: 4
                      evaluate-every: 6
                      evaluate: 4
                """;
        var expected = Run.execute(Recipes.read(folder, text), folder.resolve("student"), false, "", Recipes.SILENT);
        var losses = Files.readAllLines(folder.resolve("student/1-distill/log.jsonl")).stream()
                .mapToDouble(l -> JsonMapper.shared().readTree(l).path("loss").asDouble())
                .toArray();
        assertThat(losses[11]).isPositive().isLessThan(0.7 * losses[0]);
        var recipe = Recipes.read(folder, text);
        var run = folder.resolve("again");
        Interruptions.killed(recipe, run, 6, 12);
        var result = Run.execute(recipe, run, true, "", Recipes.SILENT);
        assertThat(result.resolve("model.safetensors")).hasSameBinaryContentAs(expected.resolve("model.safetensors"));
    }
}
