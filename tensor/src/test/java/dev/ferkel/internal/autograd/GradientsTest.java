package dev.ferkel.internal.autograd;

import static dev.ferkel.internal.autograd.GradientCheck.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.ops.Heads;
import dev.ferkel.internal.ops.LatentHeads;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backward of each operation but those of a mixture of experts. */
class GradientsTest {
    private static final LatentHeads LATENT = new LatentHeads(3, 10, 4, 2, 5, 1f);

    private final Arena arena = Arena.ofShared();
    private final Numbers numbers = new Numbers(arena, 3);

    @AfterEach
    void free() {
        arena.close();
    }

    private Tensor normal(long... shape) {
        return numbers.normal(1, shape);
    }

    /** An id twice, another never. */
    @Test
    void embedding() {
        var table = normal(5, 7);
        check(ops -> List.of(ops.embedding(table, new int[] {3, 0, 3, 4, 1})), table);
    }

    @Test
    void linear() {
        var x = normal(5, 9);
        var weight = normal(6, 9);
        check(ops -> List.of(ops.linear(x, weight, null)), x, weight);
    }

    @Test
    void linearWithBias() {
        var x = normal(5, 9);
        var weight = normal(6, 9);
        var bias = normal(6);
        check(ops -> List.of(ops.linear(x, weight, bias)), x, weight, bias);
    }

    @Test
    void rmsNorm() {
        var x = normal(4, 9);
        var weight = normal(9);
        check(ops -> List.of(ops.rmsNorm(x, weight, 1e-5f)), x, weight);
    }

    @Test
    void rmsNormOfEachHead() {
        var x = normal(4, 3 * 5);
        var weight = normal(5);
        check(ops -> List.of(ops.rmsNorm(x, weight, 1e-5f)), x, weight);
    }

    @Test
    void add() {
        var a = normal(3, 4);
        var b = normal(3, 4);
        check(ops -> List.of(ops.add(a, b)), a, b);
    }

    /** What is used several times gets the sum. */
    @Test
    void severalUses() {
        var x = normal(3, 4);
        var weight = normal(4, 4);
        check(
                ops -> {
                    var y = ops.add(x, ops.linear(x, weight, null));
                    return List.of(ops.add(y, ops.linear(y, weight, null)), ops.add(x, x));
                },
                x,
                weight);
    }

    @Test
    void columns() {
        var x = normal(3, 9);
        check(ops -> List.of(ops.columns(x, 2, 6), ops.columns(x, 5, 9)), x);
    }

    @Test
    void concat() {
        var a = normal(3, 4);
        var b = normal(3, 2);
        check(ops -> List.of(ops.concat(a, b)), a, b);
    }

    @Test
    void rows() {
        var x = normal(5, 4);
        check(ops -> List.of(ops.rows(x, new int[] {4, 1, 1, 0})), x);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rope(boolean interleaved) {
        var x = normal(4, 3 * 9);
        var rotary = new Rotary(new float[] {1f, 0.3f, 0.01f}, 1.2f, interleaved);
        check(ops -> List.of(ops.rope(x, 3, 2, rotary, new int[] {0, 1, 7, 100})), x);
    }

    @Test
    void expandKeys() {
        var kv = normal(4, 3 * 9);
        var keyRope = normal(4, 2);
        check(ops -> List.of(ops.expandKeys(kv, keyRope, LATENT)), kv, keyRope);
    }

    @Test
    void expandValues() {
        var kv = normal(4, 3 * 9);
        check(ops -> List.of(ops.expandValues(kv, LATENT)), kv);
    }

    /** Query heads in groups of two, packed sequences, one of a single token. */
    @Test
    void attention() {
        var heads = new Heads(4, 2, 5, 3, 0.5f);
        var q = normal(10, 4 * 5);
        var k = normal(10, 2 * 5);
        var v = normal(10, 2 * 3);
        var batch = Batch.packed(new int[5], new int[1], new int[4]);
        check(ops -> List.of(ops.attention(q, k, v, heads, batch, null, 0)), q, k, v);
    }

    /** More keys than a block has. */
    @Test
    void longAttention() {
        var heads = new Heads(1, 1, 4, 4, 0.5f);
        var q = normal(70, 4);
        var k = normal(70, 4);
        var v = normal(70, 4);
        var batch = Batch.packed(new int[70]);
        check(ops -> List.of(ops.attention(q, k, v, heads, batch, null, 0)), q, k, v);
    }

    @Test
    void addScaled() {
        var a = normal(5, 9);
        var b = normal(5, 9);
        check(ops -> List.of(ops.addScaled(a, -0.7f, b)), a, b);
        check(ops -> List.of(ops.addScaled(a, -0.7f, a)), a);
        check(ops -> List.of(ops.add(a, a)), a);
    }

    @Test
    void swiglu() {
        var gate = normal(5, 9);
        var up = normal(5, 9);
        check(ops -> List.of(ops.swiglu(gate, up)), gate, up);
    }

    /** Where gradients of some weights are kept, those of others are not computed; what flows on is the same. */
    @Test
    void frozen() {
        var x = normal(5, 9);
        var norm = normal(9);
        var first = normal(6, 9);
        var second = normal(4, 6);
        try (var eager = new EagerOps()) {
            var kept = Tensor.allocate(arena, DType.F32, second.shape());
            var all = new RecordingOps(eager);
            var some = new RecordingOps(eager, Map.of(second, kept));
            for (var ops : List.of(all, some)) {
                var y = ops.linear(ops.linear(ops.rmsNorm(x, norm, 1e-5f), first, null), second, null);
                ops.tape().addGradient(y, weights(y));
                ops.tape().backward();
            }
            assertThat(some.tape().find(first)).isEmpty();
            assertThat(some.tape().find(norm)).isEmpty();
            assertThat(kept.toFloatArray())
                    .isEqualTo(all.tape().find(second).orElseThrow().toFloatArray());
            assertThat(some.tape().find(x).orElseThrow().toFloatArray())
                    .isEqualTo(all.tape().find(x).orElseThrow().toFloatArray());
        }
    }

    private static float[] weights(Tensor y) {
        var weights = new float[Math.toIntExact(y.elements())];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1f / (1 + i);
        }
        return weights;
    }

    @Test
    void gatedFfn() {
        var x = normal(4, 6);
        var weights = new FfnWeights(numbers.normal(0.5, 8, 6), numbers.normal(0.5, 8, 6), numbers.normal(0.5, 6, 8));
        check(ops -> List.of(ops.gatedFfn(x, weights)), x, weights.gate(), weights.up(), weights.down());
    }

    @Test
    void logProbabilities() {
        var logits = normal(5, 11);
        check(ops -> List.of(ops.logProbabilities(logits, new int[] {0, 10, 3, 3, 7}, new double[5])), logits);
    }

    @Test
    void divergence() {
        var logits = normal(5, 11);
        var others = normal(5, 11);
        check(ops -> List.of(ops.divergence(logits, others)), logits);
        var ops = new RecordingOps(new EagerOps());
        assertThat(ops.divergence(logits, logits).get(0)).isCloseTo(0f, within(1e-6f));
        assertThat(ops.divergence(logits, others).get(0)).isPositive();
    }

    @Test
    void crossEntropy() {
        var logits = normal(5, 11);
        check(ops -> List.of(ops.crossEntropy(logits, new int[] {0, 10, 3, 3, 7})), logits);
    }

    /** Of two losses of the same logits the first begins their gradient, the other adds to it. */
    @Test
    void twoLosses() {
        var logits = normal(5, 11);
        var others = normal(5, 11);
        var targets = new int[] {0, 10, 3, 3, 7};
        check(ops -> List.of(ops.crossEntropy(logits, targets), ops.divergence(logits, others)), logits);
    }
}
