package dev.ferkel.internal.pretrain;

import dev.ferkel.internal.autograd.RecordingOps;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Probe;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * DeepSeek-V3's losses of rows of tokens (V3 report, eq. 17-25), each a mean of shape [1].
 *
 * @param main of the next token
 * @param mtp of the token after the next, by the multi-token prediction module where there is one
 * @param balance of each gate, by layer, without its factor
 * @param routing what each gate chose, by layer
 */
public record Losses(Tensor main, Optional<Tensor> mtp, Map<Integer, Tensor> balance, Map<Integer, Routing> routing) {
    /** Records them on the tape. */
    public static Losses of(Model model, RecordingOps ops, Rows rows) {
        var batch = Batch.packed(rows.pieces(0, 0));
        var balance = new LinkedHashMap<Integer, Tensor>();
        var routing = new LinkedHashMap<Integer, Routing>();
        var step = new Step(ops, batch, null, new Probe() {
            @Override
            public void routing(int layer, Routing chosen) {
                balance.put(layer, ops.sequenceBalance(chosen, batch));
                routing.put(layer, chosen);
            }
        });
        var hidden = model.hidden(step);
        var main = ops.crossEntropy(model.logits(step, hidden), flat(rows.pieces(0, 1)));
        var kept = rows.keptWithoutLast();
        if (!model.hasMtp() || kept.length == 0) {
            return new Losses(main, Optional.empty(), balance, routing);
        }
        var next = Batch.packed(rows.pieces(1, 1));
        var mtpStep = new Step(ops, next, null, new Probe() {
            @Override
            public void routing(int layer, Routing chosen) {
                routing.put(layer, chosen);
            }
        });
        var logits = model.mtpLogits(mtpStep, ops.rows(hidden, kept));
        return new Losses(main, Optional.of(ops.crossEntropy(logits, flat(rows.pieces(1, 2)))), balance, routing);
    }

    private static int[] flat(int[][] pieces) {
        return Stream.of(pieces).flatMapToInt(Arrays::stream).toArray();
    }
}
