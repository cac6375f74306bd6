package dev.ferkel.internal.engine;

import static dev.ferkel.internal.engine.EngineGoldenTest.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.sampling.LogProbabilities.Alternative;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.testing.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Packed weights: the same bits whether they are kept so or not, and as close to the truth as 8 bits allow. */
class WeightFormTest {
    /** What llama.cpp, which rounds to 8 bits too, is off at most on such files. */
    private static final double EIGHT_BITS = 0.14;

    private static final int TOP = 20;

    @BeforeAll
    static void panels() {
        assumeThat(Kernels.select().prefersPanels()).isTrue();
    }

    static Bits run(Path path, WeightForm form, LatentForm latent, int chunk) throws InterruptedException {
        var options = EngineOptions.builder()
                .promptForm(latent)
                .tokenForm(LatentForm.LATENT)
                .promptChunk(chunk)
                .sharedChunk(chunk)
                .build();
        try (var checkpoint = Checkpoint.open(path);
                var engine = Engine.start(
                        Model.load(checkpoint, Optional.empty(), form, Progress.NONE), Optional.empty(), options)) {
            return Bits.after(engine, 70);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/deepseek_v3",
                "models/deepseek_v3_no_q_lora",
                "models/deepseek_v3_fp8",
                "models/deepseek_v2_lite",
                "models/deepseek_v2_grouped",
                "models/llama",
                "models/qwen2",
                "models/qwen3",
                "gguf/deepseek_v3/Q2_K.gguf",
                "gguf/deepseek_v3/Q8_0.gguf",
                "gguf/deepseek_v3/Q4_K_M.gguf",
                "gguf/deepseek_v2_lite/Q5_K_M.gguf",
                "gguf/deepseek_v3_old_layout/Q4_0.gguf",
                "gguf/llama/IQ4_XS.gguf",
                "gguf/qwen2/Q4_K_M.gguf"
            })
    void mappedIsPacked(String name) throws InterruptedException {
        var path = Golden.path("oracle/" + name);
        for (var latent : List.of(LatentForm.EXPANDED, LatentForm.LATENT)) {
            var expected = run(path, WeightForm.PACKED, latent, 512);
            assertThat(expected.ids()).hasSize(12);
            assertThat(run(path, WeightForm.PACKED, latent, 1))
                    .as("token by token")
                    .isEqualTo(expected);
            assertThat(run(path, WeightForm.MAPPED, latent, 512)).as("mapped").isEqualTo(expected);
            assertThat(run(path, WeightForm.MAPPED, latent, 7))
                    .as("mapped, by sevens")
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deepseek_v3/Q8_0, EXPANDED",
        "deepseek_v3/Q8_0, LATENT",
        "deepseek_v3/Q4_K_M, EXPANDED",
        "deepseek_v3/Q4_K_M, LATENT",
        "deepseek_v3/Q2_K, EXPANDED",
        "deepseek_v3/Q2_K, LATENT",
        "deepseek_v2_lite/Q5_K_M, EXPANDED",
        "deepseek_v2_lite/Q5_K_M, LATENT",
        "deepseek_v3_old_layout/Q4_0, EXPANDED",
        "deepseek_v3_old_layout/Q4_0, LATENT",
        "llama/Q8_0, EXPANDED",
        "llama/IQ4_XS, EXPANDED",
        "qwen2/Q4_K_M, EXPANDED",
        "qwen3/Q4_K_M, EXPANDED"
    })
    void packedIsCloseToTheTruth(String name, LatentForm form) throws InterruptedException {
        var file = Golden.path("oracle/gguf/" + name + ".gguf");
        var ids = ints(JsonMapper.shared()
                .readTree(file.resolveSibling("expected.json"))
                .findValue("input_ids"));
        var options = EngineOptions.builder().promptForm(form).tokenForm(form).build();
        double sum = 0;
        try (var checkpoint = Checkpoint.open(file);
                var expected = Checkpoint.open(Golden.path("oracle/gguf/" + name + ".expected.safetensors"));
                var engine = Engine.start(
                        Model.load(checkpoint, Optional.empty(), WeightForm.PACKED, Progress.NONE),
                        Optional.empty(),
                        options)) {
            var logits = expected.tensor("logits");
            for (int n = 1; n <= ids.length; n++) {
                var request = Request.builder(Arrays.copyOf(ids, n))
                        .maxTokens(1)
                        .alternatives(TOP)
                        .build();
                var token = (Event.Token) engine.submit(request).next();
                sum += difference(token.alternatives(), logits.at(n - 1));
            }
        }
        assertThat(sum / ids.length).isLessThan(EIGHT_BITS);
    }

    /** Mean |log-probability difference| over the most likely tokens. */
    private static double difference(List<Alternative> found, Tensor expected) {
        assertThat(expected.type()).isEqualTo(DType.F32);
        double sum = 0;
        for (float logit : expected.toFloatArray()) {
            sum += Math.exp(logit);
        }
        double log = Math.log(sum);
        return found.stream()
                .mapToDouble(a -> Math.abs(a.logProbability() - (expected.get(a.id()) - log)))
                .average()
                .orElseThrow();
    }
}
