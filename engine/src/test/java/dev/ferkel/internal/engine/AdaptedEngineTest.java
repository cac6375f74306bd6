package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.conversion.Conversion;
import dev.ferkel.internal.conversion.WeightType;
import dev.ferkel.internal.model.Adapter;
import dev.ferkel.internal.model.AdapterConfig;
import dev.ferkel.internal.model.LowRank;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An adapter beside weights of any type is what it is when it is merged, and changes no promise of the engine. */
class AdaptedEngineTest {
    private static final int RANK = 3;
    private static final List<String> MODULES = List.of(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "self_attn.q_a_proj",
            "self_attn.q_b_proj",
            "self_attn.kv_a_proj_with_mqa",
            "self_attn.kv_b_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj",
            "mlp.shared_experts.up_proj");

    @TempDir
    Path folder;

    /** A random adapter of all that a model has of {@link #MODULES} in two layers, large enough to change what is said. */
    private Path adapter(Path model) throws IOException {
        var random = new Random(4);
        var tensors = new LinkedHashMap<String, Tensor>();
        var target = Files.createDirectories(folder.resolve("adapter"));
        try (var checkpoint = Checkpoint.open(model);
                var arena = Arena.ofShared()) {
            for (int layer = 0; layer < 2; layer++) {
                for (var name : MODULES) {
                    var module = "model.layers." + layer + "." + name;
                    checkpoint.find(module + ".weight").ifPresent(w -> {
                        tensors.put(LowRank.nameOfA(module), normal(arena, random, RANK, w.dim(1)));
                        tensors.put(LowRank.nameOfB(module), normal(arena, random, w.dim(0), RANK));
                    });
                }
            }
            Adapter.write(target, new AdapterConfig("", RANK, 2, false, List.of()), tensors);
        }
        return target;
    }

    private static Tensor normal(Arena arena, Random random, long rows, long columns) {
        var tensor = Tensor.allocate(arena, DType.F32, rows, columns);
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.set(i, (float) (random.nextGaussian() / Math.sqrt(columns)));
        }
        return tensor;
    }

    private static Bits run(Path path, Optional<Path> adapter, WeightForm form, int chunk) throws InterruptedException {
        var options =
                EngineOptions.builder().promptChunk(chunk).sharedChunk(chunk).build();
        try (var model = LoadedModel.open(path, adapter, Progress.NONE, form);
                var engine = Engine.start(model.model(), Optional.empty(), options)) {
            return Bits.after(engine, 40);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/qwen2",
                "models/deepseek_v3",
                "models/deepseek_v3_no_q_lora",
                "gguf/deepseek_v3/Q2_K.gguf",
                "gguf/deepseek_v3_old_layout/Q4_0.gguf",
                "gguf/llama/IQ4_XS.gguf",
                "gguf/qwen2/Q4_K_M.gguf"
            })
    void besideIsMerged(String name) throws Exception {
        var model = Golden.path("oracle/" + name);
        var adapter = Optional.of(adapter(model));
        var merged = folder.resolve("merged");
        new Conversion(Optional.of(WeightType.F32), Long.MAX_VALUE, adapter).write(model, merged, Progress.NONE);
        var expected = run(merged, Optional.empty(), WeightForm.EXACT, 512);
        var found = run(model, adapter, WeightForm.EXACT, 512);
        assertThat(found.ids()).isEqualTo(expected.ids());
        assertThat(found.ids())
                .isNotEqualTo(
                        run(model, Optional.empty(), WeightForm.EXACT, 512).ids());
        for (int i = 0; i < found.ids().size(); i++) {
            assertThat(Float.intBitsToFloat(found.logProbabilities().get(i)))
                    .isCloseTo(Float.intBitsToFloat(expected.logProbabilities().get(i)), within(2e-3f));
        }
        var packed = run(model, adapter, WeightForm.PACKED, 512);
        assertThat(run(model, adapter, WeightForm.PACKED, 1)).isEqualTo(packed);
        assertThat(run(model, adapter, WeightForm.MAPPED, 7)).isEqualTo(packed);
    }
}
