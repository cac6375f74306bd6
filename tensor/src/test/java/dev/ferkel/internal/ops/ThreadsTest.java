package dev.ferkel.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.autograd.RecordingOps;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Numbers;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results and gradients have the same bits whatever the number of threads. */
class ThreadsTest {
    private final int threads = Workers.threads();

    @AfterEach
    void restore() {
        Workers.threads(threads);
    }

    /** A small block: norm, attention, mixture of experts, loss; forward and backward. */
    /** @param sets of matrices that eight experts have between them */
    private static List<float[]> step(int sets) {
        try (var arena = Arena.ofConfined();
                var eager = new EagerOps()) {
            var numbers = new Numbers(arena, 11);
            var learned = new ArrayList<Tensor>();
            for (long[] shape : new long[][] {{50, 48}, {48}, {144, 48}, {144}, {8, 48}}) {
                learned.add(numbers.normal(0.3, shape));
            }
            for (int i = 0; i < sets; i++) {
                learned.add(numbers.normal(0.3, 96, 48));
                learned.add(numbers.normal(0.3, 96, 48));
                learned.add(numbers.normal(0.3, 48, 96));
            }
            var ops = new RecordingOps(eager);
            var batch = Batch.packed(numbers.ids(70, 50), numbers.ids(33, 50));
            var x = ops.embedding(learned.get(0), batch.tokens());
            var qkv = ops.linear(ops.rmsNorm(x, learned.get(1), 1e-6f), learned.get(2), learned.get(3));
            var heads = new Heads(4, 4, 12, 12, 0.3f);
            var y = ops.attention(
                    ops.columns(qkv, 0, 48),
                    ops.columns(qkv, 48, 96),
                    ops.columns(qkv, 96, 144),
                    heads,
                    batch,
                    null,
                    0);
            x = ops.add(x, y);
            var rule = new RoutingRule(2, 4, 2, true, true, true, 2.5f);
            var routing = ops.route(ops.linear(x, learned.get(4), null), null, rule);
            var experts = new ArrayList<FfnWeights>();
            for (int e = 0; e < 8; e++) {
                int at = 5 + 3 * (e % sets);
                experts.add(new FfnWeights(learned.get(at), learned.get(at + 1), learned.get(at + 2)));
            }
            var logits = ops.linear(ops.mixtureOfExperts(x, routing, experts), learned.get(0), null);
            var loss = ops.crossEntropy(logits, batch.tokens());
            ops.tape().addLoss(loss, 1f);
            ops.tape().addLoss(ops.sequenceBalance(routing, batch), 0.1f);
            ops.tape().backward();
            var results = new ArrayList<float[]>();
            results.add(logits.toFloatArray());
            learned.forEach(t ->
                    results.add(ops.tape().find(t).map(Tensor::toFloatArray).orElse(new float[0])));
            return results;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 2})
    void sameBits(int sets) {
        Workers.threads(1);
        var alone = step(sets);
        for (int count = 2; count <= 5; count++) {
            Workers.threads(count);
            var together = step(sets);
            for (int i = 0; i < alone.size(); i++) {
                assertThat(together.get(i)).as("result " + i).isEqualTo(alone.get(i));
            }
        }
    }
}
