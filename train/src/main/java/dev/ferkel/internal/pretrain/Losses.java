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
        var all = rows.positions(0);
        var main = mean(model, ops, step, hidden, rows.targets(all, 1), rows.learned(all, 0));
        var kept = rows.positions(1);
        var learned = rows.learned(kept, 1);
        if (!model.hasMtp() || learned.length == 0) {
            return new Losses(main, Optional.empty(), balance, routing);
        }
        var mtpStep = new Step(ops, Batch.packed(rows.pieces(1, 1)), null, new Probe() {
            @Override
            public void routing(int layer, Routing chosen) {
                routing.put(layer, chosen);
            }
        });
        var next = model.mtpHidden(mtpStep, ops.rows(hidden, places(kept, all)));
        return new Losses(
                main, Optional.of(mean(model, ops, mtpStep, next, rows.targets(kept, 2), learned)), balance, routing);
    }

    /** Where the numbers of one ascending list are in another, which has them all. */
    private static int[] places(int[] some, int[] all) {
        return Arrays.stream(some).map(i -> Arrays.binarySearch(all, i)).toArray();
    }

    /** The mean loss of those rows that are learned from. */
    private static Tensor mean(Model model, RecordingOps ops, Step step, Tensor hidden, int[] targets, int[] learned) {
        boolean whole = learned.length == targets.length;
        var logits = model.logits(step, whole ? hidden : ops.rows(hidden, learned));
        return ops.crossEntropy(
                logits,
                whole ? targets : Arrays.stream(learned).map(i -> targets[i]).toArray());
    }
}
