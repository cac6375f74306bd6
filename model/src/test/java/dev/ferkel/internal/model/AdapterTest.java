package dev.ferkel.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.conversion.Conversion;
import dev.ferkel.internal.conversion.WeightType;
import dev.ferkel.internal.fuzz.Refusal;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.Adapters;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Adapters that PEFT saved: the same logits, and a line for those that can't be. */
@Tag("golden")
class AdapterTest {
    private static final double TOLERANCE = 5e-4;

    @TempDir
    Path folder;

    @BeforeEach
    void unpack() throws IOException {
        Adapters.unpack(folder);
    }

    private static Path base(String name) {
        return Golden.path("oracle/models/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "deepseek_v3", "llama"})
    void logits(String name) {
        var own = folder.resolve(name);
        try (var checkpoint = Checkpoint.open(base(name));
                var adapter = Adapter.open(own);
                var ops = new EagerOps()) {
            compare(own, Model.load(checkpoint, Optional.of(adapter), WeightForm.EXACT, Progress.NONE), ops, TOLERANCE);
        }
    }

    /** @param tolerance in units of the expected logits' root mean square */
    private static void compare(Path own, Model model, EagerOps ops, double tolerance) {
        var tokens = JsonMapper.shared()
                .readTree(own.resolve("expected.json"))
                .path("tokens")
                .valueStream()
                .mapToInt(JsonNode::asInt)
                .toArray();
        try (var expected = Checkpoint.open(own.resolve("expected.safetensors"))) {
            var step = Step.of(ops, Batch.of(Arrays.copyOf(tokens, tokens.length - 1), 0), null);
            var logits = model.logits(step, model.hidden(step)).toFloatArray();
            var goal = expected.tensor("logits").toFloatArray();
            int before = logits.length - goal.length;
            double deviation = Math.sqrt(square(goal) / goal.length);
            for (int i = 0; i < goal.length; i++) {
                assertThat((double) logits[before + i]).isCloseTo(goal[i], within(tolerance * deviation));
            }
        }
    }

    /** Added into the weights, which stay F32: the same logits; into BF16 ones, about the same. */
    @ParameterizedTest
    @CsvSource({"qwen2, F32, 5e-4", "deepseek_v3, F32, 5e-4", "qwen2, BF16, 5e-2"})
    void merged(String name, WeightType type, double tolerance) {
        var own = folder.resolve(name);
        var target = folder.resolve("merged");
        new Conversion(Optional.of(type), Long.MAX_VALUE, Optional.of(own)).write(base(name), target, Progress.NONE);
        try (var checkpoint = Checkpoint.open(target);
                var ops = new EagerOps()) {
            compare(own, Model.load(checkpoint, Progress.NONE), ops, tolerance);
        }
    }

    /** A head that is the embedding has no matrix that could be added to; what failed leaves nothing. */
    @Test
    void tiedHead() {
        var conversion = new Conversion(Optional.empty(), Long.MAX_VALUE, Optional.of(folder.resolve("llama")));
        var target = folder.resolve("merged");
        Refusal.of(() -> conversion.write(base("llama"), target, Progress.NONE), "lm_head", "has no matrix of its own");
        Refusal.of(
                () -> conversion.write(base("llama"), folder.resolve("merged.gguf"), Progress.NONE),
                "is merged into a folder");
        assertThat(target).doesNotExist();
        assertThat(folder.resolve("merged.part")).doesNotExist();
    }

    private static double square(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += (double) v * v;
        }
        return sum;
    }

    private void refused(String name, String model, String... words) {
        try (var checkpoint = Checkpoint.open(base(model))) {
            Refusal.of(
                    () -> {
                        try (var adapter = Adapter.open(folder.resolve(name))) {
                            Model.load(checkpoint, Optional.of(adapter), WeightForm.EXACT, Progress.NONE);
                        }
                    },
                    words);
        }
    }

    private void config(String key, String json) throws IOException {
        var file = folder.resolve("qwen2/adapter_config.json");
        var config = (ObjectNode) JsonMapper.shared().readTree(file);
        config.set(key, JsonMapper.shared().readTree(json));
        Files.write(file, JsonMapper.shared().writeValueAsBytes(config));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "peft_type|\"IA3\"|'peft_type' is 'IA3'",
                "r|3|expected [3, in]",
                "r|0|'r' is 0",
                "r|\"a\"|'r' is",
                "lora_alpha|1e300|'lora_alpha' is",
                "bias|\"all\"|'bias' is 'all'",
                "use_dora|true|'use_dora'",
                "modules_to_save|[\"lm_head\"]|'modules_to_save'",
                "rank_pattern|{\"q_proj\": 4}|'rank_pattern'",
                "init_lora_weights|\"pissa\"|'pissa', which changes the base"
            })
    void otherKinds(String key, String json, String word) throws IOException {
        config(key, json);
        refused("qwen2", "qwen2", "adapter_config.json", word);
    }

    @Test
    void otherBase() {
        refused("qwen2", "llama", "of shape [96, 160], but that of", "another model's");
    }

    @Test
    void pickled() throws IOException {
        Files.move(folder.resolve("qwen2/adapter_model.safetensors"), folder.resolve("qwen2/adapter_model.bin"));
        refused("qwen2", "qwen2", "adapter_model.bin", "pickle");
    }

    @Test
    void noAdapter() {
        refused("nothing", "qwen2", "is no folder with adapter_config.json");
    }

    private void write(String name, Map<String, Tensor> tensors) throws IOException {
        var target = Files.createDirectories(folder.resolve(name));
        Adapter.write(target, new AdapterConfig("base", 2, 4, false, List.of("q_proj")), tensors);
    }

    /** Without one of the two, with what is neither, with one of a layer too many, and of an expert. */
    @Test
    void otherTensors() throws IOException {
        try (var arena = Arena.ofShared()) {
            var a = Tensor.allocate(arena, DType.F32, 2, 96);
            var b = Tensor.allocate(arena, DType.F32, 96, 2);
            var module = "model.layers.0.self_attn.q_proj";
            write("half", Map.of(LowRank.nameOfA(module), a));
            write("more", Map.of(LowRank.nameOfA(module), a, LowRank.nameOfB(module), b, "model.norm.weight", a));
            var beyond = "model.layers.9.self_attn.q_proj";
            write("beyond", Map.of(LowRank.nameOfA(beyond), a, LowRank.nameOfB(beyond), b));
            var expert = "model.layers.1.mlp.experts.0.up_proj";
            var in = Tensor.allocate(arena, DType.F32, 2, 64);
            var out = Tensor.allocate(arena, DType.F32, 48, 2);
            write("expert", Map.of(LowRank.nameOfA(expert), in, LowRank.nameOfB(expert), out));
        }
        refused("half", "qwen2", "lora_B.weight' is missing");
        refused("more", "qwen2", "model.norm.weight", "is no part of a LoRA");
        refused("beyond", "qwen2", "layers.9", "doesn't have", "another model's");
        refused("expert", "deepseek_v3", "mlp.experts.0.up_proj", "can't have an adapter beside it", "merge");
    }
}
