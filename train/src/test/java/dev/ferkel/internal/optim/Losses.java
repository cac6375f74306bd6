package dev.ferkel.internal.optim;

import dev.ferkel.internal.autograd.RecordingOps;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Probe;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.model.Weights;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** DeepSeek-V3's losses of rows of tokens, all of one length. */
record Losses(Tensor main, Tensor mtp, List<Tensor> balance) {
    /** All but the routing biases, which the load balancer moves. */
    static List<Tensor> learned(Weights weights) {
        return weights.bound().entrySet().stream()
                .filter(e -> !e.getKey().endsWith("e_score_correction_bias"))
                .map(e -> e.getValue())
                .toList();
    }

    static Losses of(Model model, RecordingOps ops, List<int[]> rows) {
        int length = rows.getFirst().length - 1;
        var inputs = rows.stream().map(r -> Arrays.copyOf(r, length)).toArray(int[][]::new);
        var targets =
                rows.stream().flatMapToInt(r -> Arrays.stream(r, 1, length + 1)).toArray();
        var batch = Batch.packed(inputs);
        var balance = new ArrayList<Tensor>();
        var probe = new Probe() {
            @Override
            public void routing(int layer, Routing routing) {
                balance.add(ops.sequenceBalance(routing, batch));
            }
        };
        var step = new Step(ops, batch, null, probe);
        var hidden = model.hidden(step);
        var main = ops.crossEntropy(model.logits(step, hidden), targets);
        if (!model.hasMtp()) {
            return new Losses(main, main, List.of());
        }
        var kept = IntStream.range(0, rows.size())
                .flatMap(s -> IntStream.range(s * length, (s + 1) * length - 1))
                .toArray();
        var next = rows.stream().map(r -> Arrays.copyOfRange(r, 1, length)).toArray(int[][]::new);
        var second =
                rows.stream().flatMapToInt(r -> Arrays.stream(r, 2, length + 1)).toArray();
        var mtpStep = Step.of(ops, Batch.packed(next), null);
        var mtp = ops.crossEntropy(model.mtpLogits(mtpStep, ops.rows(hidden, kept)), second);
        return new Losses(main, mtp, balance);
    }
}
