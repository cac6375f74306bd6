package dev.ferkel.internal.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.testing.Golden;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that are computed again on the way back give the same bits in less memory. */
class RecomputeTest {
    private record Result(List<PretrainingStep.Outcome> outcomes, Map<String, float[]> numbers, long bytes) {}

    private static Result train(String name, boolean recomputes) {
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/models/" + name));
                var arena = Arena.ofShared()) {
            var student = Student.of(checkpoint.config(), TensorSource.of(checkpoint));
            var gradients = new Gradients(student.learned().values(), arena);
            var adamW = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1), student.learned(), gradients, arena);
            var random = new SplittableRandom(2);
            var rows = Stream.generate(
                            () -> random.ints(300, 0, checkpoint.config().vocabularySize())
                                    .toArray())
                    .limit(4)
                    .toList();
            var weights = new PretrainingStep.Weights(0.3f, 0.1f, 1e-3f);
            try (var step = new PretrainingStep(student, adamW, gradients, recomputes)) {
                var outcomes = Stream.generate(() -> step.run(
                                List.of(Rows.whole(rows.subList(0, 2)), Rows.byDocument(rows.subList(2, 4), 1)),
                                1e-3,
                                weights))
                        .limit(2)
                        .toList();
                var numbers = new LinkedHashMap<String, float[]>();
                student.learned().forEach((n, w) -> {
                    numbers.put(n, w.toFloatArray());
                    numbers.put(n + " gradient", gradients.byWeight().get(w).toFloatArray());
                });
                return new Result(outcomes, numbers, step.activationBytes());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek_v3", "llama"})
    void theSameBits(String name) {
        var kept = train(name, false);
        var again = train(name, true);
        for (int i = 0; i < 2; i++) {
            var one = again.outcomes().get(i);
            var other = kept.outcomes().get(i);
            assertThat(one.main()).isEqualTo(other.main());
            assertThat(one.mtp()).isEqualTo(other.mtp());
            assertThat(one.balance()).isEqualTo(other.balance());
            assertThat(one.norm()).isEqualTo(other.norm());
            assertThat(one.loads().keySet()).isEqualTo(other.loads().keySet());
            one.loads()
                    .forEach((layer, load) ->
                            assertThat(load).isEqualTo(other.loads().get(layer)));
        }
        assertThat(again.numbers().keySet()).isEqualTo(kept.numbers().keySet());
        kept.numbers()
                .forEach(
                        (n, numbers) -> assertThat(again.numbers().get(n)).as(n).isEqualTo(numbers));
        assertThat(again.bytes()).isLessThan(kept.bytes() * 4 / 5);
    }
}
