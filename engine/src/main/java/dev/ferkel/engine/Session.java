package dev.ferkel.engine;

import dev.ferkel.cache.KvCache;
import dev.ferkel.model.Model;
import dev.ferkel.model.Step;
import dev.ferkel.tensor.Batch;
import dev.ferkel.tensor.DType;
import dev.ferkel.tensor.EagerOps;
import dev.ferkel.tensor.FerkelException;
import dev.ferkel.tensor.LatentForm;
import dev.ferkel.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** One sequence on a model: its cache, and the steps that make it longer. Not for several threads at a time. */
public final class Session implements AutoCloseable {
    /** Prompt tokens a step: their activations are all that a prompt needs beside the cache. */
    private static final int CHUNK = 256;

    private final Model model;
    private final KvCache cache;
    private final int capacity;
    private final LatentForm promptForm;
    private final LatentForm tokenForm;
    private final EagerOps ops = new EagerOps();
    private int position;

    /**
     * @param exact keeps the cache in F32; otherwise it is rounded to F16
     * @param capacity the longest the sequence may get, in tokens
     */
    public Session(Model model, boolean exact, int capacity) {
        this(model, exact, capacity, LatentForm.EXPANDED, LatentForm.LATENT);
    }

    /** As above, with the forms MLA takes for prompts and for generated tokens. */
    public Session(Model model, boolean exact, int capacity, LatentForm promptForm, LatentForm tokenForm) {
        this.model = model;
        this.capacity = capacity;
        this.promptForm = promptForm;
        this.tokenForm = tokenForm;
        cache = new KvCache(
                exact ? DType.F32 : DType.F16,
                model.config().layers(),
                model.config().cacheWidth());
    }

    /** Tokens so far. */
    public int position() {
        return position;
    }

    public int capacity() {
        return capacity;
    }

    /** Forgets all but the first {@code tokens}. */
    public void truncate(int tokens) {
        if (tokens < 0 || tokens > position) {
            throw new IllegalArgumentException("truncate to " + tokens + " of " + position);
        }
        position = tokens;
    }

    /**
     * Appends a prompt.
     *
     * @return logits F32 [1, vocabulary] after its last token, until the next call
     * @throws FerkelException if an id is outside the vocabulary or the sequence would pass its capacity
     */
    public Tensor prefill(int[] ids) {
        check(ids);
        for (int from = 0; ; from += CHUNK) {
            int to = Math.min(ids.length, from + CHUNK);
            var step = next(Arrays.copyOfRange(ids, from, to), promptForm);
            var hidden = model.hidden(step);
            position += to - from;
            if (to == ids.length) {
                return model.logits(step, hidden.rows(to - from - 1, to - from));
            }
        }
    }

    /** Appends one generated token; logits as {@link #prefill}. */
    public Tensor decode(int id) {
        check(new int[] {id});
        var step = next(new int[] {id}, tokenForm);
        var hidden = model.hidden(step);
        position++;
        return model.logits(step, hidden);
    }

    /** Appends a prompt; logits F32 [ids, vocabulary] after each token, in {@code arena}. */
    public Tensor score(int[] ids, Arena arena) {
        check(ids);
        var all = Tensor.allocate(arena, DType.F32, ids.length, model.config().vocabularySize());
        for (int from = 0; from < ids.length; from += CHUNK) {
            int to = Math.min(ids.length, from + CHUNK);
            var step = next(Arrays.copyOfRange(ids, from, to), promptForm);
            var logits = model.logits(step, model.hidden(step));
            MemorySegment.copy(logits.data(), 0, all.rows(from, to).data(), 0, logits.byteSize());
            position += to - from;
        }
        return all;
    }

    /**
     * Logits [ids - 1, vocabulary] of the multi-token prediction module over a whole sequence, in {@code arena}; row i
     * is about token i + 2.
     */
    public static Tensor scoreMtp(Model model, int[] ids, Arena arena) {
        try (var ops = new EagerOps()) {
            var hidden = model.hidden(Step.of(ops, Batch.of(ids, 0), null, LatentForm.EXPANDED));
            var next = Batch.of(Arrays.copyOfRange(ids, 1, ids.length), 0);
            var step = Step.of(ops, next, null, LatentForm.EXPANDED);
            var logits = model.mtpLogits(step, hidden.rows(0, ids.length - 1L));
            return Tensor.of(arena, logits.toFloatArray(), logits.shape());
        }
    }

    private Step next(int[] ids, LatentForm form) {
        ops.reset();
        return Step.of(ops, Batch.of(ids, position), cache, form);
    }

    private void check(int[] ids) {
        if (ids.length == 0) {
            throw FerkelException.of("the prompt has no tokens, expected at least one");
        }
        if (ids.length > capacity - position) {
            throw FerkelException.of(
                    "the prompt has %d tokens, but only %d of the context's %d are left (--context)",
                    ids.length, capacity - position, capacity);
        }
        for (int id : ids) {
            if (id < 0 || id >= model.config().vocabularySize()) {
                throw FerkelException.of(
                        "token id %d is outside the vocabulary of %d",
                        id, model.config().vocabularySize());
            }
        }
    }

    @Override
    public void close() {
        cache.close();
        ops.close();
    }
}
