package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.Rope;
import dev.ferkel.internal.conversion.Conversion;
import dev.ferkel.internal.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A chain with everything that can be switched on: FP8, Muon, recomputed blocks, a longer context. */
class SwitchesTest {
    private static final String EXTEND = """
              - extend:
                  data: [{problems: {kinds: {arithmetic: 1}}}]
                  sequence: 300
                  batch: 2
                  steps: 3
                  recompute: true
                  checkpoint-every: 2
                  rope-scaling: {factor: 4}
                  optimizer: {learning-rate: 1e-4, kind: muon}
            """;

    @TempDir
    Path folder;

    private Recipe recipe(String... changes) {
        var text = Recipes.TINY
                .replace("mask: document", "mask: document\n      precision: fp8\n      recompute: true")
                .replace("optimizer: {", "optimizer: {kind: muon, ");
        return Recipes.read(folder, text + EXTEND.indent(0), changes);
    }

    /** A config says what the recipe did not, where transformers would take another size for it. */
    @ParameterizedTest
    @CsvSource({"qwen2, Qwen2ForCausalLM", "llama, LlamaForCausalLM"})
    void configsAreComplete(String type, String name) throws IOException {
        int model = Recipes.TINY.indexOf("model:");
        int stages = Recipes.TINY.indexOf("stages:");
        var text = Recipes.TINY.substring(0, model) + """
                model: {model_type: %s, hidden_size: 32, intermediate_size: 48, num_hidden_layers: 1,
                        num_attention_heads: 4, rms_norm_eps: 1.0e-6}
                """.formatted(type) + Recipes.TINY.substring(stages);
        var result = Run.execute(
                Recipes.read(folder, text, "stages.1.pretrain.steps=1"),
                folder.resolve("run"),
                false,
                "",
                Recipes.SILENT);
        var config = JsonMapper.shared().readTree(result.resolve("config.json"));
        assertThat(config.path("architectures").get(0).asString()).isEqualTo(name);
        assertThat(config.path("num_key_value_heads").asInt()).isEqualTo(4);
        assertThat(config.path("rope_theta").asDouble()).isEqualTo(10_000);
        assertThat(config.path("max_position_embeddings").asInt()).isEqualTo(2048);
        assertThat(config.path("tie_word_embeddings").isBoolean()).isTrue();
    }

    @Test
    void chain() throws IOException {
        var recipe = recipe();
        var whole = Run.execute(recipe, folder.resolve("whole"), false, "", Recipes.SILENT);
        var log = Files.readAllLines(folder.resolve("whole/1-pretrain/log.jsonl")).stream()
                .mapToDouble(l -> JsonMapper.shared().readTree(l).path("loss").asDouble())
                .toArray();
        assertThat(log[11]).isLessThan(log[0] - 1);
        var config = JsonMapper.shared().readTree(whole.resolve("config.json"));
        assertThat(config.path("max_position_embeddings").asInt()).isEqualTo(1024);
        // what transformers would take from DeepSeek-V3's own config
        assertThat(config.path("q_lora_rank").isNull()).isTrue();
        assertThat(config.path("num_key_value_heads").asInt()).isEqualTo(2);
        assertThat(config.path("n_group").asInt()).isEqualTo(1);
        var scaling = config.path("rope_scaling");
        assertThat(scaling.path("type").asString()).isEqualTo("yarn");
        assertThat(scaling.path("factor").asDouble()).isEqualTo(4);
        assertThat(scaling.path("original_max_position_embeddings").asInt()).isEqualTo(256);
        assertThat(ModelConfig.read(whole.resolve("config.json")).rope())
                .isNotEqualTo(ModelConfig.read(folder.resolve("whole/1-pretrain/result/config.json"))
                        .rope());
        for (var at : new String[] {"1-pretrain 7", "2-extend 3"}) {
            var stage = at.split(" ")[0];
            int step = Integer.parseInt(at.split(" ")[1]);
            var run = folder.resolve(stage);
            assertThatThrownBy(() -> Run.execute(recipe, run, false, "", new RunObserver() {
                        @Override
                        public void note(String line) {}

                        @Override
                        public void step(int done, int total, Map<String, ?> record) {
                            if (done == step && Files.exists(run.resolve(stage))) {
                                throw new IllegalStateException();
                            }
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(Run.execute(recipe, run, true, "", Recipes.SILENT).resolve("model.safetensors"))
                    .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
        }
    }

    /** What transformers multiplies cosine and sine by where a config says nothing else: 0.1 ln(4) + 1. */
    @Test
    void extendedLlama() {
        int model = Recipes.TINY.indexOf("model:");
        int stages = Recipes.TINY.indexOf("stages:");
        var text = Recipes.TINY.substring(0, model) + """
                model: {model_type: llama, hidden_size: 32, intermediate_size: 48, num_hidden_layers: 1,
                        num_attention_heads: 4, max_position_embeddings: 256}
                """ + Recipes.TINY.substring(stages) + EXTEND.indent(0);
        var recipe = Recipes.read(folder, text, "stages.1.pretrain.steps=1", "stages.2.extend.steps=1");
        var result = Run.execute(recipe, folder.resolve("run"), false, "", Recipes.SILENT);
        var scaling = ModelConfig.read(result.resolve("config.json")).rope().scaling();
        assertThat(((Rope.Yarn) scaling).magnitude()).isCloseTo((float) (0.1 * Math.log(4) + 1), within(1e-6f));
        var gguf = new Conversion(Optional.empty(), Long.MAX_VALUE)
                .write(result, folder.resolve("llama.gguf"), Progress.NONE);
        try (var checkpoint = Checkpoint.open(gguf)) {
            assertThat(checkpoint.config().rope().scaling()).isEqualTo(scaling);
        }
        assertThatThrownBy(() -> Recipes.read(folder, text, "stages.2.extend.rope-scaling.mscale=1"))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("stages.2.extend: rope-scaling.mscale");
    }

    /** A second time the factor is new, the length it counts from is not; theta moves where the old spelling has it. */
    @Test
    void again() {
        var json = (ObjectNode) JsonMapper.shared().readTree("""
                {"max_position_embeddings": 4096, "rope_parameters": {"rope_type": "yarn", "rope_theta": 5000,
                 "factor": 2, "original_max_position_embeddings": 2048}}
                """);
        new RopeExtension(8, 0, 32, 1, OptionalDouble.empty(), OptionalDouble.empty()).apply(json, 16384);
        assertThat(json.path("max_position_embeddings").asInt()).isEqualTo(16384);
        assertThat(json.path("rope_theta").asInt()).isEqualTo(5000);
        assertThat(json.path("rope_scaling")
                        .path("original_max_position_embeddings")
                        .asInt())
                .isEqualTo(2048);
        assertThat(json.has("rope_parameters")).isFalse();
    }
}
