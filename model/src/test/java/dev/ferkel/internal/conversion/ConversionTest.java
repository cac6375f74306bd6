package dev.ferkel.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Probe;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.internal.tokenizer.Tokenizer;
import dev.ferkel.testing.Golden;
import dev.ferkel.testing.Shared;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Folders become GGUF files and folders again: the same network, the same numbers. */
class ConversionTest {
    @TempDir
    private Path folder;

    private static Conversion to(Optional<WeightType> type, long shardBytes) {
        return new Conversion(type, shardBytes);
    }

    private static void convert(Path source, Path target) {
        to(Optional.empty(), Long.MAX_VALUE).write(source, target, Progress.NONE);
    }

    private static float[] logits(Path path, int[] ids) {
        try (var checkpoint = Checkpoint.open(path);
                var ops = new EagerOps()) {
            var model = Model.load(checkpoint, Progress.NONE);
            var step = new Step(ops, Batch.of(ids, 0), null, Probe.NONE);
            return model.logits(step, model.hidden(step)).toFloatArray();
        }
    }

    /** What transformers computes for the folder comes of the GGUF file; back in a folder every bit is as it was. */
    @ParameterizedTest
    @MethodSource("dev.ferkel.testing.Golden#models")
    void thereAndBack(String name) {
        var source = Golden.path("oracle/models/" + name);
        var gguf = folder.resolve("model.gguf");
        var back = folder.resolve("back");
        boolean fp8 = name.endsWith("fp8"); // whose values times scales have more bits than BF16
        to(fp8 ? Optional.of(WeightType.F32) : Optional.empty(), Long.MAX_VALUE).write(source, gguf, Progress.NONE);
        convert(gguf, back);
        var ids = JsonMapper.shared()
                .readTree(source.resolve("expected.json"))
                .path("input_ids")
                .valueStream()
                .mapToInt(JsonNode::asInt)
                .toArray();
        try (var arena = Arena.ofConfined();
                var before = Checkpoint.open(source);
                var after = Checkpoint.open(back);
                var expected = Checkpoint.open(source.resolve("expected.safetensors"))) {
            assertThat(difference(logits(gguf, ids), expected.tensor("logits"))).isLessThan(5e-4);
            assertThat(difference(logits(back, ids), expected.tensor("logits"))).isLessThan(5e-4);
            assertThat(after.config())
                    .usingRecursiveComparison()
                    .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1, Float.class)
                    .isEqualTo(before.config());
            before.tensors().forEach((key, tensor) -> {
                if (!key.endsWith("_scale_inv")) {
                    var found = after.tensor(key);
                    assertThat(found.type()).isEqualTo(fp8 ? DType.F32 : tensor.type());
                    assertThat(Formats.toF32(found, arena).toFloatArray())
                            .as(key)
                            .isEqualTo(Formats.toF32(tensor, arena).toFloatArray());
                }
            });
        }
    }

    private static double difference(float[] found, Tensor expected) {
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - (double) expected.get(i)));
        }
        return worst;
    }

    @Test
    void shards() {
        var source = Golden.path("oracle/models/deepseek_v3");
        var gguf = to(Optional.empty(), 200_000).write(source, folder.resolve("m.gguf"), Progress.NONE);
        assertThat(gguf.getFileName().toString()).matches("m-00001-of-0000[5-9].gguf");
        var back = to(Optional.empty(), 200_000).write(gguf, folder.resolve("back"), Progress.NONE);
        assertThat(back.resolve("model.safetensors.index.json")).exists();
        try (var before = Checkpoint.open(source);
                var after = Checkpoint.open(back)) {
            assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
            assertThat(after.byteSize()).isEqualTo(before.byteSize());
        }
    }

    /** Vectors in F32 beside matrices in F16 are not rounded on their way through a folder. */
    @Test
    void ggufAndBack() {
        var source = Golden.path("oracle/gguf/deepseek_v3/F16.gguf");
        convert(source, folder.resolve("folder"));
        convert(folder.resolve("folder"), folder.resolve("back.gguf"));
        try (var before = Checkpoint.open(source);
                var after = Checkpoint.open(folder.resolve("back.gguf"))) {
            assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
            before.tensors()
                    .forEach((name, tensor) -> assertThat(
                                    after.tensors().get(name).data().mismatch(tensor.data()))
                            .as(name)
                            .isEqualTo(-1));
        }
    }

    /** DeepSeek's own codes and scales come back: their largest magnitude is the type's. */
    @Test
    void fp8AndBack() {
        var source = Golden.path("oracle/models/deepseek_v3_fp8");
        to(Optional.of(WeightType.F32), 1 << 20).write(source, folder.resolve("f32"), Progress.NONE);
        to(Optional.of(WeightType.FP8), 1 << 20).write(folder.resolve("f32"), folder.resolve("fp8"), Progress.NONE);
        try (var arena = Arena.ofConfined();
                var before = Checkpoint.open(source);
                var after = Checkpoint.open(folder.resolve("fp8"))) {
            assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
            before.tensors().forEach((name, tensor) -> {
                var found = after.tensor(name);
                assertThat(found.type()).as(name).isEqualTo(tensor.type());
                var expected = Formats.toF32(tensor, arena).toFloatArray();
                var values = Formats.toF32(found, arena).toFloatArray();
                assertThat(values).as(name).hasSameSizeAs(expected);
                float furthest = 0;
                for (int i = 0; i < values.length; i++) {
                    furthest = Math.max(furthest, Math.abs(values[i] - expected[i]));
                }
                assertThat(furthest).as(name).isLessThanOrEqualTo(1e-6f);
            });
        }
        assertThat(ModelConfig.read(folder.resolve("fp8/config.json")))
                .isEqualTo(ModelConfig.read(source.resolve("config.json")));
    }

    /** A tokenizer of ours, with digits one by one, and its template. */
    @Test
    void tokenizerAndTemplate() {
        var source = Shared.root().resolve("models/piglet-base");
        var gguf = folder.resolve("piglet.gguf");
        convert(source, gguf);
        convert(gguf, folder.resolve("back"));
        var text = "Berta's 1234 apples: 5.5%\n\n<｜User｜>x = a_b; naïve 东京 12ab <think>\n";
        var tokenizer = Tokenizer.load(source);
        try (var checkpoint = Checkpoint.open(gguf)) {
            var metadata = checkpoint.metadata();
            assertThat(metadata.get("tokenizer.ggml.pre")).isEqualTo("deepseek-v3");
            assertThat(metadata.get("tokenizer.chat_template")).asString().startsWith("{{ bos_token }}");
            assertThat(metadata.get("general.license")).isEqualTo("apache-2.0");
            var found = Tokenizer.fromGguf("piglet.gguf", metadata);
            assertThat(found.encode(text, true)).isEqualTo(tokenizer.encode(text, true));
            assertThat(found.eos()).isEqualTo(tokenizer.eos());
        }
        var back = Tokenizer.load(folder.resolve("back"));
        assertThat(back.encode(text, true)).isEqualTo(tokenizer.encode(text, true));
        assertThat(back.bos()).isEqualTo(tokenizer.bos());
    }

    @Test
    void whatFailsLeavesNothing() throws IOException {
        var source = Golden.path("oracle/models/llama");
        var broken = Files.createDirectory(folder.resolve("broken"));
        Files.copy(source.resolve("model.safetensors"), broken.resolve("model.safetensors"));
        Files.writeString(
                broken.resolve("config.json"),
                Files.readString(source.resolve("config.json")).replace("\"hidden_size\": 64", "\"hidden_size\": 128"));
        var out = Files.createDirectory(folder.resolve("out"));
        assertThatThrownBy(() -> convert(broken, out.resolve("m.gguf")))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("blk.0.attn_k.weight")
                .hasMessageContaining("expected [32, 128]");
        assertThatThrownBy(() -> convert(source, out)).hasMessageContaining("is there already");
        assertThatThrownBy(() -> to(Optional.of(WeightType.FP8), 1).write(source, out.resolve("m.gguf"), Progress.NONE))
                .hasMessageContaining("GGUF has no FP8");
        assertThat(out).isEmptyDirectory();
    }
}
