package dev.ferkel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.testing.Golden;
import dev.ferkel.testing.KernelTier;
import dev.ferkel.testing.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Perplexities that llama-perplexity measured, and figures computed here from transformers' logits. */
class PerplexityTest {
    private static final double LOGIT_TOLERANCE = 1e-3;

    private static LoadedModel open(Path path, boolean exact) {
        return LoadedModel.open(path, Progress.NONE, exact ? WeightForm.EXACT : WeightForm.PACKED);
    }

    private static String alice() throws IOException {
        try (var in = Objects.requireNonNull(PerplexityTest.class.getResourceAsStream("/perplexity/alice.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * {@code llama-perplexity -m SmolLM2-135M-Instruct.Q4_1.gguf -f alice.txt -c WINDOW} of llama.cpp 0.5.0-dev (from
     * llama-cpp-python 0.3.36). Its activations are rounded to 8 bits, which is worth up to a percent. The file says
     * {@code add_bos_token} false; figures with a beginning are of a copy that says true.
     */
    @ParameterizedTest
    @CsvSource({
        "512, false, 510, 23.5815, 2.77889",
        "512, true, 510, 23.8347, 2.79939",
        "128, false, 504, 25.9826, 2.94860",
        "128, true, 504, 25.8628, 2.92244"
    })
    void llamaPerplexity(int window, boolean begins, long tokens, double goal, double error) throws IOException {
        assumeThat(KernelTier.isDefault()).isTrue();
        var file = Shared.find("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        assumeThat(file).as("../shared/models").isPresent();
        try (var model = open(file.orElseThrow(), true)) {
            var tokenizer = model.tokenizer();
            assertThat(Perplexity.beginning(tokenizer)).isEmpty();
            var beginning = begins ? tokenizer.bos() : OptionalInt.empty();
            var ids = IntStream.concat(beginning.stream(), Arrays.stream(tokenizer.encode(alice(), true)));
            var found = new Perplexity(window, DType.F32, beginning).of(model.model(), ids.toArray(), Progress.NONE);
            assertThat(found.tokens()).isEqualTo(tokens);
            assertThat(found.perplexity()).isCloseTo(goal, within(0.01 * goal));
            assertThat(found.perplexityError()).isCloseTo(error, within(0.02 * error));
        }
    }

    /**
     * Activations of 8 bits against exact ones: the perplexity within 0.2 %, and nearer than llama.cpp's own are to its own
     * exact ones, which are those of the file made F32 by {@code llama-quantize --allow-requantize}: {@code
     * llama-perplexity -c 128 --kl-divergence} says 0.003120 nats.
     */
    @Test
    void roundedActivations() throws IOException {
        assumeThat(KernelTier.isDefault() && Kernels.select().prefersPanels()).isTrue();
        var file = Shared.find("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        assumeThat(file).as("../shared/models").isPresent();
        try (var exact = open(file.orElseThrow(), true);
                var rounded = open(file.orElseThrow(), false)) {
            var ids = exact.tokenizer().encode(alice(), true);
            var found = new Perplexity(128, DType.F16, OptionalInt.empty())
                    .compare(exact.model(), rounded.model(), ids, Progress.NONE);
            double base = found.base().perplexity();
            assertThat(found.model().perplexity()).isCloseTo(base, within(0.002 * base));
            assertThat(found.kl().value()).isLessThan(0.003120);
        }
    }

    /** What transformers computed for a tiny model, and where that is. */
    private record Oracle(Path path, int[] ids, float[][] logits) {
        static Oracle folder(String name) {
            var folder = Golden.path("oracle/models/" + name);
            var expected = JsonMapper.shared().readTree(folder.resolve("expected.json"));
            return of(folder, expected, folder.resolve("expected.safetensors"));
        }

        static Oracle gguf(String name) {
            var file = Golden.path("oracle/gguf/llama/" + name + ".gguf");
            var expected = JsonMapper.shared().readTree(file.resolveSibling("expected.json"));
            return of(file, expected.get(0), Golden.path("oracle/gguf/llama/" + name + ".expected.safetensors"));
        }

        private static Oracle of(Path path, JsonNode expected, Path logits) {
            var ids = expected.path("input_ids")
                    .valueStream()
                    .mapToInt(JsonNode::asInt)
                    .toArray();
            try (var file = Checkpoint.open(logits)) {
                var all = file.tensor("logits").toFloatArray();
                int vocabulary = all.length / ids.length;
                var rows = IntStream.range(0, ids.length)
                        .mapToObj(i -> Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary))
                        .toArray(float[][]::new);
                return new Oracle(path, ids, rows);
            }
        }

        double[] logProbabilities(int row) {
            var values = logits[row];
            double sum = 0;
            for (float v : values) {
                sum += Math.exp(v);
            }
            double log = Math.log(sum);
            return IntStream.range(0, values.length)
                    .mapToDouble(i -> values[i] - log)
                    .toArray();
        }

        double nll() {
            return IntStream.range(ids.length / 2, ids.length - 1)
                    .mapToDouble(r -> -logProbabilities(r)[ids[r + 1]])
                    .average()
                    .orElseThrow();
        }
    }

    private static int best(double[] values) {
        return IntStream.range(0, values.length)
                .reduce((a, b) -> values[b] > values[a] ? b : a)
                .orElseThrow();
    }

    @Test
    void oneWindowOfTransformersLogits() {
        var oracle = Oracle.folder("llama");
        try (var model = open(oracle.path(), true)) {
            var found = new Perplexity(oracle.ids().length, DType.F32, OptionalInt.empty())
                    .of(model.model(), oracle.ids(), Progress.NONE);
            assertThat(found.nll().value()).isCloseTo(oracle.nll(), within(LOGIT_TOLERANCE));
        }
    }

    @Test
    void divergenceOfTransformersLogits() {
        var base = Oracle.gguf("BF16");
        var other = Oracle.gguf("IQ4_XS");
        assertThat(other.ids()).isEqualTo(base.ids());
        var divergences = new ArrayList<Double>();
        double same = 0;
        double difference = 0;
        for (int r = base.ids().length / 2; r < base.ids().length - 1; r++) {
            var p = base.logProbabilities(r);
            var q = other.logProbabilities(r);
            divergences.add(IntStream.range(0, p.length)
                    .mapToDouble(i -> Math.exp(p[i]) * (p[i] - q[i]))
                    .sum());
            same += best(p) == best(q) ? 1 : 0;
            difference += Math.abs(p[base.ids()[r + 1]] - q[base.ids()[r + 1]]);
        }
        int count = divergences.size();
        try (var truth = open(base.path(), true);
                var model = open(other.path(), true)) {
            var found = new Perplexity(base.ids().length, DType.F32, OptionalInt.empty())
                    .compare(truth.model(), model.model(), base.ids(), Progress.NONE);
            assertThat(found.kl().value())
                    .isCloseTo(
                            divergences.stream().mapToDouble(d -> d).average().orElseThrow(), within(LOGIT_TOLERANCE));
            assertThat(found.kl99())
                    .isCloseTo(divergences.stream().mapToDouble(d -> d).max().orElseThrow(), within(LOGIT_TOLERANCE));
            assertThat(found.sameTop()).isEqualTo(same / count);
            assertThat(found.logDifference()).isCloseTo(difference / count, within(LOGIT_TOLERANCE));
            assertThat(found.base().nll().value()).isCloseTo(base.nll(), within(LOGIT_TOLERANCE));
            assertThat(found.model().nll().value()).isCloseTo(other.nll(), within(LOGIT_TOLERANCE));
        }
    }

    @Test
    void aModelIsAsFarFromItselfAsNothing() {
        var oracle = Oracle.folder("deepseek_v3");
        try (var model = open(oracle.path(), true)) {
            var found = new Perplexity(4, DType.F32, OptionalInt.empty())
                    .compare(model.model(), model.model(), oracle.ids(), Progress.NONE);
            assertThat(found.kl()).isEqualTo(new Perplexity.Mean(0, 0));
            assertThat(found.kl99()).isZero();
            assertThat(found.sameTop()).isEqualTo(1);
            assertThat(found.logDifference()).isZero();
            assertThat(found.model()).isEqualTo(found.base());
        }
    }

    @Test
    void mistakes() {
        var llama = Golden.path("oracle/models/llama");
        assertThatThrownBy(() -> new Perplexity(3, DType.F32, OptionalInt.empty()))
                .isInstanceOf(FerkelException.class)
                .hasMessage("a window has 3 tokens, expected at least 4");
        try (var model = open(llama, true)) {
            var measure = new Perplexity(8, DType.F32, OptionalInt.empty());
            assertThatThrownBy(() -> measure.of(model.model(), new int[7], Progress.NONE))
                    .isInstanceOf(FerkelException.class)
                    .hasMessage("the text has 7 tokens, expected at least one window of 8");
        }
    }
}
