package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.cache.PageTable;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The logits after each token of a text, as a prompt gives them. */
public final class Scorer {
    private static final int CHUNK = 256;

    /** Takes rows as they come. */
    @FunctionalInterface
    public interface Rows {
        /** @param logits F32 [rows, vocabulary] after the tokens from position {@code first} on, valid until the return */
        void accept(int first, Tensor logits);
    }

    private Scorer() {}

    /**
     * Runs a text through the model, 256 tokens at a time.
     *
     * @param cacheType F32 where nothing may be rounded
     * @throws FerkelException if an id is outside the vocabulary or the text is longer than the model's context
     */
    public static void score(Model model, DType cacheType, int[] ids, Rows rows) {
        check(model, ids);
        var config = model.config();
        var format = CachePlan.format(config, cacheType);
        int pages = CachePlan.pages(ids.length);
        try (var pool = new PagePool(format, config.layers(), 0, pages);
                var ops = new EagerOps()) {
            var table = new PageTable(pool);
            for (int i = 0; i < pages; i++) {
                table.append(pool.take());
            }
            for (int from = 0; from < ids.length; from += CHUNK) {
                ops.reset();
                var batch = new BatchRows();
                batch.sequence(table, LatentForm.EXPANDED);
                for (int p = from; p < Math.min(ids.length, from + CHUNK); p++) {
                    batch.row(ids[p], p);
                }
                var step = Step.of(ops, batch.batch(), batch.cache(0));
                rows.accept(from, model.logits(step, model.hidden(step)));
            }
        }
    }

    /** All of {@link #score}'s logits F32 [ids, vocabulary] in {@code arena}. */
    public static Tensor logits(Model model, DType cacheType, int[] ids, Arena arena) {
        check(model, ids);
        var all = Tensor.allocate(arena, DType.F32, ids.length, model.config().vocabularySize());
        score(
                model,
                cacheType,
                ids,
                (first, logits) -> MemorySegment.copy(
                        logits.data(), 0, all.rows(first, first + logits.dim(0)).data(), 0, logits.byteSize()));
        return all;
    }

    /**
     * Logits F32 [ids - 1, vocabulary] of the multi-token prediction module in {@code arena}; row i is about token
     * i + 2.
     */
    public static Tensor mtpLogits(Model model, int[] ids, Arena arena) {
        check(model, ids);
        try (var ops = new EagerOps()) {
            var hidden = model.hidden(Step.of(ops, Batch.of(ids, 0), null));
            var next = Batch.of(Arrays.copyOfRange(ids, 1, ids.length), 0);
            var logits = model.mtpLogits(Step.of(ops, next, null), hidden.rows(0, ids.length - 1L));
            return Tensor.of(arena, logits.toFloatArray(), logits.shape());
        }
    }

    private static void check(Model model, int[] ids) {
        if (ids.length == 0) {
            throw FerkelException.of("the text has no tokens, expected at least one");
        }
        if (ids.length > model.config().maxPositions()) {
            throw FerkelException.of(
                    "the text has %d tokens, but the model's context has %d",
                    ids.length, model.config().maxPositions());
        }
        for (int id : ids) {
            if (id < 0 || id >= model.config().vocabularySize()) {
                throw FerkelException.of(
                        "token id %d is outside the vocabulary of %d",
                        id, model.config().vocabularySize());
            }
        }
    }
}
