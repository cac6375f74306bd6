package dev.ferkel.internal.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.kernel.ProductPrecision;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.testing.Golden;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
            var student = Student.of(config, new Initializer(config, 0.1, 5, arena), precision);
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
