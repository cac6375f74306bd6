package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** Choices that can be worked out by hand. */
class RouterTest {
    private static int[] experts(RoutingRule rule, float[] logits, float... bias) {
        try (var arena = Arena.ofConfined();
                var ops = new EagerOps()) {
            var row = Tensor.of(arena, logits, 1, logits.length);
            return ops.route(row, bias.length == 0 ? null : Tensor.of(arena, bias, bias.length), rule)
                    .experts();
        }
    }

    private static RoutingRule rule(int perToken, int groups, int limit, boolean topTwo) {
        return new RoutingRule(perToken, groups, limit, true, topTwo, true, 1f);
    }

    @Test
    void tiesGoToTheLowerIndex() {
        assertThat(experts(rule(3, 1, 1, false), new float[] {1, 2, 2, 1, 2, 2}))
                .containsExactly(1, 2, 4);
        assertThat(experts(rule(2, 2, 1, false), new float[] {0, 5, 5, 0})).containsExactly(1, 0);
    }

    /** The second group has the best expert, the first the best pair. */
    @Test
    void groups() {
        var logits = new float[] {2f, 1.9f, 2.1f, -5f};
        assertThat(experts(rule(2, 2, 1, true), logits)).containsExactly(0, 1);
        assertThat(experts(rule(2, 2, 1, false), logits)).containsExactly(2, 3);
        assertThat(experts(rule(2, 2, 2, true), logits)).containsExactly(2, 0);
    }

    /** Also where all scores with their bias are negative, no expert outside the group is chosen. */
    @Test
    void theBiasOnlyChooses() {
        var logits = new float[] {0, 0, 0, 0};
        assertThat(experts(rule(2, 2, 1, true), logits, -9, -8, -7, -6)).containsExactly(3, 2);
        try (var arena = Arena.ofConfined();
                var ops = new EagerOps()) {
            var row = Tensor.of(arena, new float[] {0, (float) Math.log(3), 9, 0}, 1, 4);
            var bias = Tensor.of(arena, new float[] {5, 4, 0, 0}, 4);
            var routing = ops.route(row, bias, new RoutingRule(2, 1, 1, true, false, true, 2f));
            assertThat(routing.experts()).containsExactly(0, 1);
            assertThat(routing.weights().get(0)).isCloseTo(2 * 0.5f / 1.25f, within(1e-6f));
            assertThat(routing.weights().get(1)).isCloseTo(2 * 0.75f / 1.25f, within(1e-6f));
            var kept = ops.route(row, null, new RoutingRule(2, 1, 1, true, false, true, 2f), new int[] {1, 0});
            assertThat(kept.experts()).containsExactly(1, 0);
            assertThat(kept.weights().get(0)).isCloseTo(2 * 0.75f / 1.25f, within(1e-6f));
            assertThat(kept.weights().get(1)).isCloseTo(2 * 0.5f / 1.25f, within(1e-6f));
        }
    }
}
