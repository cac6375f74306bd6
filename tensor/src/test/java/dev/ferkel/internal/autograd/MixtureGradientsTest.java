package dev.ferkel.internal.autograd;

import static dev.ferkel.internal.autograd.GradientCheck.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.ops.RoutingRule;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The backward of gates, experts and the balance loss. */
class MixtureGradientsTest {
    private final Arena arena = Arena.ofShared();
    private final Numbers numbers = new Numbers(arena, 4);

    @AfterEach
    void free() {
        arena.close();
    }

    /** Far enough from ties that no step of the differences changes the choice, which has no gradient. */
    private Tensor logits(int rows, int experts) {
        return numbers.spaced(0.3, rows, experts);
    }

    private static RoutingRule rule(boolean sigmoid, boolean normalize, int groups) {
        return new RoutingRule(3, groups, Math.max(1, groups / 2), sigmoid, sigmoid, normalize, 2.5f);
    }

    @ParameterizedTest
    @CsvSource({"true,true,1", "true,true,4", "true,false,1", "false,true,1", "false,false,1", "false,false,4"})
    void route(boolean sigmoid, boolean normalize, int groups) {
        var logits = logits(5, 8);
        var rule = rule(sigmoid, normalize, groups);
        var bias = numbers.normal(0.01, 8);
        int[] chosen;
        try (var eager = new EagerOps()) {
            chosen = eager.route(logits, bias, rule).experts();
        }
        check(
                ops -> {
                    var routing = ops.route(logits, bias, rule);
                    assertThat(routing.experts()).isEqualTo(chosen);
                    return List.of(routing.weights(), routing.scores());
                },
                logits);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void keptExperts(boolean sigmoid, boolean normalize) {
        var logits = logits(2, 8);
        var kept = new int[] {7, 0, 3, 2, 6, 5};
        check(
                ops -> {
                    var routing = ops.route(logits, null, rule(sigmoid, normalize, 1), kept);
                    assertThat(routing.experts()).containsExactly(kept);
                    return List.of(routing.weights(), routing.scores());
                },
                logits);
    }

    /** Of six experts one is never chosen, one by several tokens in several slots. */
    @Test
    void mixtureOfExperts() {
        var x = numbers.normal(1, 5, 6);
        var chosen = new int[] {0, 1, 2, 0, 0, 3, 4, 0, 1, 2};
        var weights = numbers.normal(1, 5, 2);
        var routing = new Routing(chosen, weights, numbers.normal(1, 5, 6));
        var experts = IntStream.range(0, 6)
                .mapToObj(e ->
                        new FfnWeights(numbers.normal(0.5, 7, 6), numbers.normal(0.5, 7, 6), numbers.normal(0.5, 6, 7)))
                .toList();
        check(
                ops -> List.of(ops.mixtureOfExperts(x, routing, experts)),
                x,
                weights,
                experts.get(0).gate(),
                experts.get(0).down(),
                experts.get(2).up(),
                experts.get(4).gate());
    }

    /** Gate and experts together: the weights' gradient reaches the gate's matrix. */
    @Test
    void gateAndExperts() {
        var x = numbers.normal(1, 4, 6);
        var gate = numbers.normal(1, 4, 6);
        var rule = new RoutingRule(2, 1, 1, true, false, true, 1.5f);
        var expert = new FfnWeights(numbers.normal(0.5, 7, 6), numbers.normal(0.5, 7, 6), numbers.normal(0.5, 6, 7));
        var other = new FfnWeights(numbers.normal(0.5, 7, 6), numbers.normal(0.5, 7, 6), numbers.normal(0.5, 6, 7));
        var bias = Tensor.of(arena, new float[] {0, 10, 20, -10}, 4);
        check(
                ops -> {
                    var routing = ops.route(ops.linear(x, gate, null), bias, rule);
                    return List.of(ops.mixtureOfExperts(x, routing, List.of(expert, other, expert, other)));
                },
                x,
                gate,
                expert.up(),
                other.down());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sequenceBalance(boolean sigmoid) {
        var logits = logits(9, 8);
        var batch = Batch.packed(new int[4], new int[5]);
        check(ops -> List.of(ops.sequenceBalance(ops.route(logits, null, rule(sigmoid, true, 1)), batch)), logits);
    }
}
