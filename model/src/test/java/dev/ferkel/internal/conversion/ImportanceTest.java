package dev.ferkel.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.GgufKeys;
import dev.ferkel.internal.checkpoint.GgufWriter;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.testing.Golden;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportanceTest {
    private static final int[] IDS =
            IntStream.range(0, 64).map(i -> i * 37 % 200).toArray();

    @TempDir
    private Path folder;

    private Path gather(Path model) {
        var file = folder.resolve("imatrix.gguf");
        var result = new Importance(32, OptionalInt.empty()).write(model, IDS, "ids", file, Progress.NONE);
        assertThat(result.windows()).isEqualTo(2);
        return file;
    }

    /** The first layer's projections are multiplied with normalised embeddings, which is easily said anew. */
    @Test
    void meanSquaresOfTheFirstLayersInput() {
        var model = Golden.path("oracle/models/llama");
        var matrix = ImportanceMatrix.read(gather(model));
        try (var arena = Arena.ofConfined();
                var checkpoint = Checkpoint.open(model)) {
            var table = Formats.toF32(checkpoint.tensor("model.embed_tokens.weight"), arena);
            var norm = Formats.toF32(checkpoint.tensor("model.layers.0.input_layernorm.weight"), arena);
            int width = table.size(1);
            var expected = new double[width];
            for (int id : IDS) {
                double squares = 0;
                for (int i = 0; i < width; i++) {
                    squares += Math.pow(table.get((long) id * width + i), 2) / width;
                }
                for (int i = 0; i < width; i++) {
                    double x = table.get((long) id * width + i) * norm.get(i);
                    expected[i] += x * x / (squares + checkpoint.config().normEps()) / IDS.length;
                }
            }
            for (var name : List.of("attn_q", "attn_k", "attn_v")) {
                var value = SourceTensor.of(
                        "blk.0." + name + ".weight", checkpoint.tensor("model.layers.0.self_attn.o_proj.weight"));
                var found = matrix.of(value).orElseThrow();
                for (int i = 0; i < width; i++) {
                    assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4 * expected[i]));
                }
            }
        }
    }

    /** Experts, shared ones, both halves of MLA's kv_b and multi-token prediction: every matrix but embedding and head. */
    @Test
    void everyMatrixOfDeepSeek() {
        var model = Golden.path("oracle/models/deepseek_v3");
        var file = gather(model);
        var matrix = ImportanceMatrix.read(file);
        try (var checkpoint = Checkpoint.open(model)) {
            for (var tensor : GgufModel.read(checkpoint).tensors()) {
                boolean layer = tensor.name().startsWith("blk.")
                        && !tensor.name().contains("nextn.embed_tokens")
                        && !tensor.name().contains("nextn.shared_head_head");
                if (TensorTypes.isQuantized(tensor) && layer) {
                    assertThat(matrix.of(tensor)).as(tensor.name()).isPresent();
                }
            }
        }
        var target = folder.resolve("weighted.gguf");
        new Quantization(FileType.Q4_0, List.of(), false, Optional.of(file)).write(model, target, Progress.NONE);
        try (var written = Checkpoint.open(target)) {
            assertThat(written.metadata()).containsEntry("quantize.imatrix.dataset", "ids");
        }
    }

    @Test
    void whatIsNone() {
        var file = folder.resolve("other.gguf");
        GgufWriter.write(file, new GgufKeys().text("general.type", "model"), List.of(), bytes -> {});
        assertThatThrownBy(() -> ImportanceMatrix.read(file))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("no importance matrix");
        var llama = ImportanceMatrix.read(gather(Golden.path("oracle/models/llama")));
        try (var qwen = Checkpoint.open(Golden.path("oracle/models/qwen2"))) {
            var tensor = SourceTensor.of("blk.0.attn_q.weight", qwen.tensor("model.layers.0.self_attn.q_proj.weight"));
            assertThatThrownBy(() -> llama.of(tensor)).hasMessageContaining("of another model");
        }
    }
}
