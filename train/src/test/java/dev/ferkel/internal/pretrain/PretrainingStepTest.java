package dev.ferkel.internal.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.testing.Golden;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the parts of a step add up, and what is left out of it. */
class PretrainingStepTest {
    private static final int LENGTH = 40;

    private record Result(PretrainingStep.Outcome outcome, Map<String, float[]> gradients) {}

    private static Result gradients(List<Rows> parts) {
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/models/deepseek_v3"));
                var arena = Arena.ofShared()) {
            var student = Student.of(checkpoint.config(), TensorSource.of(checkpoint));
            var gradients = new Gradients(student.learned().values(), arena);
            var adamW = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1), student.learned(), gradients, arena);
            try (var step = new PretrainingStep(student, adamW, gradients)) {
                var outcome = step.run(parts, 1e-3, new PretrainingStep.Weights(0.3f, 0.1f, 1e-3f));
                var numbers = new LinkedHashMap<String, float[]>();
                student.learned()
                        .forEach((n, w) ->
                                numbers.put(n, gradients.byWeight().get(w).toFloatArray()));
                return new Result(outcome, numbers);
            }
        }
    }

    /** Rows of two examples each, the first learned from its end, the second from {@code from} on, then filler. */
    private static Rows rows(int filler, int[] seeds, int[] froms) {
        var tokens = IntStream.of(seeds)
                .mapToObj(seed -> {
                    var ids =
                            new SplittableRandom(seed).ints(LENGTH + 1, 2, 250).toArray();
                    Arrays.fill(ids, 31, ids.length, filler);
                    return ids;
                })
                .toList();
        var starts = IntStream.of(seeds).mapToObj(s -> new int[] {0, 12, 31}).toList();
        var learned = IntStream.of(froms)
                .mapToObj(from -> {
                    var mask = new boolean[LENGTH];
                    Arrays.fill(mask, 8, 11, true);
                    Arrays.fill(mask, from, 30, true);
                    return mask;
                })
                .toList();
        return new Rows(tokens, starts, Optional.of(learned));
    }

    /** Parts with unlike numbers of learned tokens give the gradients of one batch with all of them. */
    @Test
    void accumulatedAsOneBatch() {
        var whole = gradients(List.of(rows(1, new int[] {5, 6}, new int[] {13, 28})));
        var parts = gradients(List.of(rows(1, new int[] {5}, new int[] {13}), rows(1, new int[] {6}, new int[] {28})));
        assertThat(parts.outcome().main()).isCloseTo(whole.outcome().main(), within(1e-5));
        assertThat(parts.outcome().mtp()).isCloseTo(whole.outcome().mtp(), within(1e-5));
        assertThat(parts.outcome().balance()).isCloseTo(whole.outcome().balance(), within(1e-6));
        whole.gradients().forEach((name, expected) -> {
            var found = parts.gradients().get(name);
            double scale = 0;
            for (float g : expected) {
                scale = Math.max(scale, Math.abs(g));
            }
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).as(name).isCloseTo(expected[i], within((float) (1e-4 * scale + 1e-9)));
            }
        });
    }

    /** What fills a row up takes no part: not in losses, not in experts' loads. */
    @Test
    void fillerIsNotComputed() {
        var ones = gradients(List.of(rows(1, new int[] {5}, new int[] {13})));
        var twos = gradients(List.of(rows(2, new int[] {5}, new int[] {13})));
        assertThat(twos.outcome().norm()).isEqualTo(ones.outcome().norm());
        assertThat(twos.outcome().balance()).isEqualTo(ones.outcome().balance());
        ones.gradients()
                .forEach((n, g) -> assertThat(twos.gradients().get(n)).as(n).isEqualTo(g));
        ones.outcome()
                .loads()
                .forEach((layer, load) ->
                        assertThat(twos.outcome().loads().get(layer)).isEqualTo(load));
        var positions = ones.outcome().loads().values().stream()
                .mapToLong(l -> Arrays.stream(l).sum())
                .distinct()
                .toArray();
        assertThat(positions).hasSize(2); // the network's gates see 31 positions, the module's 29
        assertThat(positions[0] * 29).isEqualTo(positions[1] * 31);
    }
}
