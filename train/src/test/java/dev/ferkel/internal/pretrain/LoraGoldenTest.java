package dev.ferkel.internal.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Adaptation;
import dev.ferkel.internal.model.Adapter;
import dev.ferkel.internal.model.LowRank;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.testing.Adapters;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Losses and gradients of an adapter, the base frozen, as PEFT and PyTorch compute them. */
@Tag("golden")
class LoraGoldenTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"qwen2, false", "deepseek_v3, false", "deepseek_v3, true"})
    void threeSteps(String name, boolean recomputes) throws IOException {
        Adapters.unpack(folder);
        var own = folder.resolve(name);
        var facts = JsonMapper.shared().readTree(own.resolve("expected.json"));
        var rows = Rows.whole(List.of(
                facts.path("tokens").valueStream().mapToInt(JsonNode::asInt).toArray()));
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/models/" + name));
                var adapter = Adapter.open(own);
                var golden = Checkpoint.open(own.resolve("expected.safetensors"));
                var arena = Arena.ofShared()) {
            var config = adapter.config();
            var adaptation = new Adaptation(config.rank(), config.scale(), adapter.modules()::contains);
            var source = TensorSource.adapted(TensorSource.of(checkpoint), (n, shape) -> adapter.find(n));
            var student = Student.of(checkpoint.config(), source, Precision.F32, adaptation);
            assertThat(student.learned().keySet())
                    .allMatch(LowRank::isPart)
                    .hasSize(2 * adapter.modules().size());
            var gradients = new Gradients(student.learned().values(), arena);
            var optimizer = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1), student.learned(), gradients, arena);
            try (var step = new PretrainingStep(student, optimizer, gradients, recomputes)) {
                boolean first = true;
                for (var loss : facts.path("losses")) {
                    var outcome = step.run(List.of(rows), 1e-2, new PretrainingStep.Weights(0, 0, 1e-3f));
                    assertThat(outcome.main()).isCloseTo(loss.doubleValue(), within(2e-5 * loss.doubleValue()));
                    if (first) {
                        golden.tensors().forEach((n, expected) -> {
                            if (LowRank.isPart(n)) {
                                var part =
                                        Objects.requireNonNull(student.learned().get(n), n);
                                var mine = Objects.requireNonNull(
                                        gradients.byWeight().get(part), n);
                                compare(n, mine.toFloatArray(), expected.toFloatArray());
                            }
                        });
                    }
                    first = false;
                }
            }
        }
    }

    private static void compare(String name, float[] mine, float[] expected) {
        assertThat(mine).as(name).hasSameSizeAs(expected);
        double largest = 0;
        double off = 0;
        for (int i = 0; i < mine.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            off = Math.max(off, Math.abs(mine[i] - expected[i]));
        }
        assertThat(off).as(name).isLessThan(2e-4 * largest);
    }
}
