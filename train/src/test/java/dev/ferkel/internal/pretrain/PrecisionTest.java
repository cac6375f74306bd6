package dev.ferkel.internal.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.kernel.ProductPrecision;
import dev.ferkel.internal.model.Adaptation;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A network that multiplies narrow numbers learns nearly what one does that doesn't, though not the same. */
class PrecisionTest {
    private static double[] losses(Precision precision) {
        var folder = Golden.path("oracle/models/deepseek_v3");
        var json = JsonMapper.shared().readTree(folder.resolve("training.json"));
        var rows = Rows.whole(json.path("tokens")
                .valueStream()
                .map(r -> r.valueStream().mapToInt(JsonNode::asInt).toArray())
                .toList());
        try (var arena = Arena.ofShared()) {
            var config = ModelConfig.read(folder.resolve("config.json"));
            var student = Student.of(config, new Initializer(config, 0.1, 5, arena), precision, Adaptation.NONE);
            var gradients = new Gradients(student.learned().values(), arena);
            var adamW = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1), student.learned(), gradients, arena);
            try (var step = new PretrainingStep(student, adamW, gradients)) {
                return IntStream.range(0, 20)
                        .mapToDouble(i -> step.run(List.of(rows), 2e-4, new PretrainingStep.Weights(0.3f, 1e-3f, 0))
                                .main())
                        .toArray();
            }
        }
    }

    @Test
    void learns() {
        var exact = losses(Precision.F32);
        assertThat(exact[19]).isLessThan(exact[0] - 1);
        for (var precision : new Precision[] {Precision.BF16, Precision.FP8}) {
            var narrow = losses(precision);
            assertThat(narrow).isNotEqualTo(exact);
            for (int i = 0; i < exact.length; i++) {
                assertThat(narrow[i]).as(precision + " step " + i).isCloseTo(exact[i], within(0.05 * exact[i]));
            }
        }
    }

    /**
     * The gradients of a whole network are those of the same roundings in PyTorch. Where F32 sums differ a number may round
     * the other way, so they are not equal; but much nearer than to what they are without roundings.
     */
    @ParameterizedTest
    @EnumSource(names = {"BF16", "FP8"})
    @Tag("golden")
    void gradients(Precision precision, @TempDir Path folder) throws IOException {
        Networks.unpack("qwen2", folder);
        var json = JsonMapper.shared().readTree(folder.resolve("training.json"));
        var rows = Rows.whole(json.path("tokens")
                .valueStream()
                .map(r -> r.valueStream().mapToInt(JsonNode::asInt).toArray())
                .toList());
        var name = "gradients_%s.safetensors".formatted(precision.name().toLowerCase(Locale.ROOT));
        try (var checkpoint = Checkpoint.open(folder.resolve("model.safetensors"));
                var exact = Checkpoint.open(folder.resolve("gradients.safetensors"));
                var golden = Checkpoint.open(folder.resolve(name));
                var arena = Arena.ofShared()) {
            var config = ModelConfig.read(folder.resolve("config.json"));
            var student = Student.of(config, TensorSource.of(checkpoint), precision, Adaptation.NONE);
            var gradients = new Gradients(student.learned().values(), arena);
            var adamW = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0, 1), student.learned(), gradients, arena);
            try (var step = new PretrainingStep(student, adamW, gradients)) {
                var outcome = step.run(List.of(rows), 0, new PretrainingStep.Weights(0, 0, 0));
                double loss = golden.tensor("loss").get(0);
                assertThat(outcome.main()).isCloseTo(loss, within(2e-4 * loss));
            }
            double near = 0;
            double far = 0;
            for (var entry : student.learned().entrySet()) {
                var mine = gradients.byWeight().get(entry.getValue()).toFloatArray();
                near += distance(mine, golden.tensor(entry.getKey()).toFloatArray());
                far += distance(mine, exact.tensor(entry.getKey()).toFloatArray());
            }
            assertThat(near).isLessThan(0.1 * far);
        }
    }

    private static double distance(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .sum();
    }

    /** What the report's section 3.3.1 keeps. */
    @Test
    void whatStaysWide() {
        assertThat(Precision.FP8.of("model.layers.3.self_attn.kv_b_proj.weight"))
                .isEqualTo(ProductPrecision.FP8);
        assertThat(Precision.FP8.of("model.layers.3.mlp.experts.7.down_proj.weight"))
                .isEqualTo(ProductPrecision.FP8);
        for (var name : new String[] {"lm_head.weight", "model.embed_tokens.weight", "model.layers.4.eh_proj.weight"}) {
            assertThat(Precision.FP8.of(name)).isEqualTo(ProductPrecision.BF16);
        }
        for (var precision : Precision.values()) {
            assertThat(precision.of("model.layers.3.mlp.gate.weight")).isEqualTo(ProductPrecision.F32);
        }
    }
}
