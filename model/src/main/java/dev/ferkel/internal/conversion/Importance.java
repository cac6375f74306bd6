package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.model.Weights;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Gathers an importance matrix over a text, which is cut into windows. Its multi-token prediction module counts, too.
 *
 * @param window tokens a window
 * @param beginning what each window begins with in place of its own first token
 */
public record Importance(int window, OptionalInt beginning) {
    /** What was gathered. */
    public record Result(int matrices, int windows, long tokens) {}

    /**
     * Runs a model, nothing rounded, and writes a file as llama-imatrix does.
     *
     * @param dataset what the text is called in it
     */
    public Result write(Path source, int[] ids, String dataset, Path target, Progress progress) {
        if (window < 2 || ids.length < window) {
            throw FerkelException.of("the text has %d tokens, expected at least one window of %d", ids.length, window);
        }
        int windows = ids.length / window;
        var sums = new ImportanceSums();
        try (var checkpoint = Checkpoint.open(source)) {
            var weights = new Weights(checkpoint, false);
            var model = Model.trainable(checkpoint.config(), weights);
            for (int w = 0; w < windows; w++) {
                var part = Arrays.copyOfRange(ids, w * window, (w + 1) * window);
                part[0] = beginning.orElse(part[0]);
                watch(model, weights, part, sums);
                progress.at(w + 1L, windows);
            }
        }
        sums.write(target, dataset, windows, window);
        return new Result(sums.size(), windows, (long) windows * window);
    }

    private static void watch(Model model, Weights weights, int[] ids, ImportanceSums sums) {
        try (var eager = new EagerOps()) {
            var ops = new WatchingOps(
                    eager, sums, weights.bound(), model.config().attention().heads());
            var hidden = model.hidden(Step.of(ops, Batch.of(ids, 0), null));
            if (model.hasMtp()) {
                var next = Batch.of(Arrays.copyOfRange(ids, 1, ids.length), 0);
                model.mtpHidden(Step.of(ops, next, null), hidden.rows(0, ids.length - 1));
            }
        }
    }
}
