package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.Architecture;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class RecipeTest {
    @TempDir
    Path folder;

    @Test
    void read() {
        var recipe = Recipes.read(folder, Recipes.TINY, "stages.1.pretrain.steps=5", "seed=9");
        assertThat(recipe.seed()).isEqualTo(9);
        var pretrain = (PretrainSettings) recipe.stages().get(1);
        assertThat(pretrain.steps()).isEqualTo(5);
        assertThat(pretrain.optimizer().beta2()).isEqualTo(0.95);
        assertThat(pretrain.schedule().at(0)).isEqualTo(0.005);
    }

    /** Everything at once, each with its place. */
    @Test
    void allMistakesAreNamed() {
        var thrown = catchThrowableOfType(
                FerkelException.class,
                () -> Recipes.read(
                        folder,
                        Recipes.TINY,
                        "stages.1.pretrain.stepz=5",
                        "stages.1.pretrain.batch=no",
                        "stages.0.tokenizer.vocabulary=3",
                        "stages.1.pretrain.optimizer.betas=[1]"));
        var lines = new ArrayList<>(List.of(String.valueOf(thrown.getMessage())));
        for (var another : thrown.getSuppressed()) {
            lines.add(String.valueOf(another.getMessage()));
        }
        assertThat(lines)
                .hasSize(4)
                .anyMatch(l -> l.contains("stages.1.pretrain.stepz: is no key here"))
                .anyMatch(l -> l.contains("stages.1.pretrain.batch: is 'no', expected a whole number"))
                .anyMatch(l -> l.contains("stages.0.tokenizer.vocabulary"))
                .anyMatch(l -> l.contains("stages.1.pretrain.optimizer.betas"));
    }

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("a"), "");
    }

    @ParameterizedTest
    @CsvSource({
        "stages.7.pretrain.steps=5, no such place",
        "seed, KEY=VALUE",
        "init=x, either 'init'",
        "stages=[], at least one stage",
        "stages=3, expected a list",
        "'stages=[{fly: {}}]', names no stage",
        "stages.1.pretrain.accumulate=3, doesn't divide",
        "stages.1.pretrain.mask=some, 'expected none, document'",
        "'stages.1.pretrain.data=[{tokens: a}, {problems: {}}]', can't be mixed",
        "'stages.1.pretrain.data=[{problems: {kinds: {poetry: 1}}}]', is no key here",
        "'stages.1.pretrain.data=[{problems: {kinds: {logic: 0}}}]', nothing to draw",
        "'stages.1.pretrain.data=[{problems: {styles: [0, 0, 0]}}]', nothing to draw",
        "'stages.1.pretrain.data=[{problems: {}, weight: 0}]', nothing to draw",
        "'stages.1.pretrain.data=[{text: nowhere}]', which is not there",
        "'stages.1.pretrain.data=[{text: ., glob: 3, field: x}]', is no key here",
        "'stages.1.pretrain.decontaminate=[{problems: {}}]', names no source",
        "'stages.0.tokenizer.data=[{tokens: a}]', token files have no text",
        "'stages.1.pretrain.batch-ramp={from: 3, steps: 9}', 2 parts don't divide",
        "'stages.1.pretrain.batch-ramp={from: 2}', needs both",
        "'stages.1.pretrain.optimizer={warm-up: 9, decay-from: 5}', within the warm-up",
        "'stages.1.pretrain.data=[{tokens: a, order: any}]', expected as-is",
        "'stages.1={sft: {data: [{samples: mine}], sequence: 9, batch: 1, steps: 1}}', expected last",
        "'stages.1={sft: {data: [{others: {}}], sequence: 9, batch: 1, steps: 1, mask: none}}', no choice here",
        "'stages.1={sft: {data: [{others: {}}], sequence: 9, batch: 1, steps: 1, evaluate-every: 1}}', no held-out texts",
        "'stages.1={grpo: {problems: {}, steps: 1, temperature: 0.7}}', is no key here",
        "'stages.1=[', is no YAML",
        "model.n_routed_expert=4, model.n_routed_expert: is no key of a config.json",
        "model.hidden_size=, model: 'hidden_size' is missing",
        "model.num_experts_per_tok=9, '9 experts a token, but only 4'",
        "model.qk_rope_head_dim=7, expected an even number",
        "model.vocab_size=299, 'model.vocab_size: is 299, expected at least the tokenizer''s 300'",
        "tokenizer=none, 'tokenizer: is ''none'', which is not there'",
        "'stages.1.pretrain.data=[{tokens: none}]', 'tokens: is ''none'', which is not there'",
        "'stages.1={sft: {data: [{chats: none}], sequence: 9, batch: 1, steps: 1}}', 'chats: is ''none'', which is not'",
        "'stages.1={sft: {data: [{samples: last}], sequence: 9, batch: 1, steps: 1}}', needs a 'sample' stage before",
        "'stages.1={grpo: {problems: {}, steps: 1}}', 'stages.1.grpo: there is no model yet'",
        "'stages.1={sample: {problems: {}, count: 1}}', 'stages.1.sample: there is no model yet'",
        "'stages.1={sample: {problems: {}, count: 1, teacher: none}}', 'teacher: is ''none'', which is not there'",
        "'stages.1={distill: {problems: {}, steps: 1}}', stages.1.distill.teacher: is missing",
        "'stages.1.pretrain.lora={}', stages.1.pretrain.lora: needs a model to adapt",
        "'stages.1={extend: {data: [{problems: {}}], sequence: 1025, batch: 1, steps: 1, rope-scaling: {factor: 4}}}', '1025 is longer than 256 positions times 4.0'",
        "'stages.1.pretrain.optimizer={decay-from: 5, decay-to: 5}', 'not after ''decay-from'', 5'",
        "stages.1.pretrain.precision=fp4, 'expected f32, bf16, fp8'",
    })
    void mistakes(String change, String message) {
        assertThatThrownBy(() -> Recipes.read(folder, Recipes.TINY, change))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(message);
    }

    /** A folder that is not there, which no hub could have either. */
    @Test
    void initIsNotThere() {
        var stages = "stages: [{publish: {layout: bf16}}]";
        assertThatThrownBy(() -> Recipes.read(folder, "init: ./nowhere/x/y\n" + stages))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("init: is './nowhere/x/y', which is not there");
        assertThat(Recipes.read(folder, "init: some/model\n" + stages).init()).contains(folder.resolve("some/model"));
    }

    /** A model that is there, but reaches less far than the rows are long. */
    @Test
    void initIsLookedAt() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"max_position_embeddings\": 256}");
        var text = """
                init: some/model
                stages: [{extend: {data: [{problems: {}}], sequence: 1025, batch: 1, steps: 1, rope-scaling: {factor: 4}}}]
                """;
        var recipe = Recipes.read(folder, text);
        assertThatThrownBy(() -> recipe.from(folder))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("stages.0.extend: a sequence of 1025 is longer");
    }

    /** Those that the project ships, where the models that ship are, and what science/student.yaml leaves. */
    @Test
    void recipes() throws IOException {
        var root = Path.of(System.getProperty("ferkel.root"));
        assumeThat(Path.of(System.getProperty("java.home"), "lib", "src.zip")).exists();
        copy(root, "models", ".json");
        copy(root, "recipes", ".yaml");
        var runs = Files.createDirectories(folder.resolve("runs"));
        var student = Files.createDirectories(runs.resolve("student"));
        var weights = Files.createDirectories(student.resolve("final"));
        Files.copy(folder.resolve("models/piglet-base/config.json"), weights.resolve("config.json"));
        var answers = Files.createDirectories(student.resolve("2-sample"));
        Files.writeString(
                answers.resolve("samples.jsonl"),
                "{\"messages\": [{\"role\": \"user\", \"content\": \"1+1?\"}, {\"role\": \"assistant\", \"content\": \"2\"}]}\n");
        try (var files = Files.walk(folder.resolve("recipes"))) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file ->
                            assertThat(Recipe.read(file, List.of()).stages()).isNotEmpty());
        }
    }

    private void copy(Path root, String below, String ending) throws IOException {
        try (var files = Files.walk(root.resolve(below))) {
            for (var file : files.filter(f -> f.toString().endsWith(ending)).toList()) {
                var target = folder.resolve(root.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** The dense student in Llama's layout, as its recipe says: by one change. */
    @Test
    void aLlamaInPlaceOfAQwen() {
        var file = Path.of(System.getProperty("ferkel.root"), "recipes", "piglet-distill-qwen.yaml");
        var recipe = Recipe.read(file, List.of("model.model_type=llama"));
        assertThat(recipe.stages()).hasSize(4);
        var config = folder.resolve("config.json");
        JsonMapper.shared().writeValue(config.toFile(), recipe.model().orElseThrow());
        var llama = ModelConfig.read(config);
        assertThat(llama.architecture()).isEqualTo(Architecture.LLAMA);
        var attention = (Attention.GroupedQuery) llama.attention();
        assertThat(attention.headDim()).isEqualTo(32);
        assertThat(attention.keyValueHeads()).isEqualTo(2);
        assertThat(llama.tiedEmbeddings()).isTrue();
    }

    @Test
    void noYaml() {
        assertThatThrownBy(() -> Recipes.read(folder, "a: [")).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> Recipes.read(folder, "")).isInstanceOf(FerkelException.class);
        assertThatThrownBy(() -> Recipes.read(folder, "- 1")).isInstanceOf(FerkelException.class);
    }
}
