package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
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
            // divergence of a reference that is there, and a mean of each reward that has a weight
            assertThat(entry.has("kl")).isTrue();
            assertThat(entry.path("rewards").propertyNames())
                    .containsExactlyInAnyOrder("accuracy", "format", "language", "length");
            assertThat(entry.path("rewards").path("accuracy").asDouble())
                    .isCloseTo(entry.path("accuracy").asDouble(), within(1e-12));
        }
        assertThat(step).isEqualTo(6);
        assertThat(Files.readAllLines(folder.resolve("run/1-grpo/samples.jsonl")))
                .hasSize(2);
    }

    /** What the log says is of all answers that were asked for, here as a reward's command saw them, whatever is learned from. */
    @Test
    void theRecordIsOfAllThatWasAsked() throws IOException {
        var seen = folder.resolve("seen.jsonl");
        whole(
                "run",
                "stages.1.grpo.dynamic-sampling=true",
                "stages.1.grpo.rewards={accuracy: 0, format: 0, command: "
                        + "\"tee -a '%s' | LC_ALL=C awk '{n = length($0); print n %% 3 ? 0 : n %% 5}'\"}"
                                .formatted(seen));
        var lines = Files.readAllLines(seen);
        var samples = new ArrayDeque<>(Files.readAllLines(folder.resolve("run/1-grpo/samples.jsonl")));
        int at = 0;
        int more = 0;
        for (var entry : log("run")) {
            int asked = entry.path("groups asked").asInt();
            more += asked - 4;
            var own = lines.subList(at, at += 3 * asked);
            var lengths = own.stream()
                    .map(l -> JsonMapper.shared().readTree(l).path("tokens").asInt())
                    .toList();
            var rewards = own.stream()
                    .map(l -> l.getBytes(StandardCharsets.UTF_8).length)
                    .map(n -> n % 3 == 0 ? n % 5 : 0)
                    .toList();
            assertThat(entry.path("length").asDouble()).isCloseTo(mean(lengths), within(1e-9));
            assertThat(entry.path("reward").asDouble()).isCloseTo(mean(rewards), within(1e-9));
            assertThat(entry.path("rewards").path("command").asDouble()).isCloseTo(mean(rewards), within(1e-9));
            assertThat(entry.path("rewards").size()).isEqualTo(1);
            assertThat(entry.path("accuracy learned from").isNumber()).isTrue();
            if (entry.path("step").asInt() % 3 == 0) {
                int widest = 0;
                for (int group = 0; group < asked; group++) {
                    var three = rewards.subList(3 * group, 3 * group + 3);
                    widest = Math.max(widest, Collections.max(three) - Collections.min(three));
                }
                var answers = JsonMapper.shared().readTree(samples.remove()).path("answers");
                assertThat(answers.path(0).path("reward").asInt()
                                - answers.path(1).path("reward").asInt())
                        .isEqualTo(widest);
            }
        }
        assertThat(at).isEqualTo(lines.size());
        assertThat(more).isPositive();
        assertThat(samples).isEmpty();
    }

    private static double mean(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).average().orElseThrow();
    }

    /** The template beside the tokenizer that a recipe names counts, not that of the weights. */
    @ParameterizedTest
    @ValueSource(strings = {"grpo", "distill"})
    void askedByTheTokenizersTemplate(String stage) throws IOException {
        var base = folder.resolve("base/final");
        Files.writeString(base.resolve("chat_template.jinja"), "{{ raise_exception('not mine') }}");
        var text = Files.createDirectories(folder.resolve("text"));
        for (var name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(base.resolve(name), text.resolve(name));
        }
        Files.writeString(text.resolve("chat_template.jinja"), "{{ messages[0]['content'] }}");
        var recipe = Recipes.read(folder, """
                init: base/final
                tokenizer: text
                stages: [{%s: {problems: {}, steps: 1, prompts: 2, max-tokens: 4, evaluate-every: 0%s}}]
                """.formatted(stage, stage.equals("grpo") ? "" : ", teacher: base/final"));
        var result = Run.execute(recipe, folder.resolve("run"), false, "", Recipes.SILENT);
        assertThat(result.resolve("chat_template.jinja")).hasContent("{{ messages[0]['content'] }}");
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
