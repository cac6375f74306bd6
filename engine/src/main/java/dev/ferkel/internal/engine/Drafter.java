package dev.ferkel.internal.engine;

import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.sampling.Sampler;
import dev.ferkel.internal.speculative.DraftGain;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proposes each answer's next tokens after a step. The multi-token prediction module follows the main model row by row,
 * prompts included, and is then applied repeatedly to its own output; prompt lookup needs no model. A draft meets the
 * same noise as the model's own draw, which makes the two agree more often and never changes the text.
 */
final class Drafter {
    private final Model model;
    private final Scheduler scheduler;
    private final PagePool pool;
    private final EngineOptions options;
    private final Sampler sampler;
    private final DraftGain gain = new DraftGain();
    private final boolean mtp;
    private final boolean lookup;
    private long nanos;

    Drafter(Model model, Scheduler scheduler, PagePool pool, EngineOptions options, Sampler sampler) {
        this.model = model;
        this.scheduler = scheduler;
        this.pool = pool;
        this.options = options;
        this.sampler = sampler;
        this.mtp = usesMtp(model, options);
        this.lookup = options.drafts() == DraftSource.LOOKUP || (options.drafts() == DraftSource.AUTO && !mtp);
    }

    static boolean usesMtp(Model model, EngineOptions options) {
        return model.hasMtp() && (options.drafts() == DraftSource.MTP || options.drafts() == DraftSource.AUTO);
    }

    DraftGain gain() {
        return gain;
    }

    long nanos() {
        return nanos;
    }

    /** A sequence starts from cached pages: whether the module's rows are there, too, is written beside them. */
    void reused(Sequence sequence) {
        var drafts = sequence.drafts;
        drafts.mtpComputed = Math.max(0, sequence.computed - 1);
        drafts.mtpWhole = sequence.computed == 0 || !mtp || Memory.get(tail(sequence, sequence.computed - 1), 0) == 1f;
    }

    private long tail(Sequence sequence, int position) {
        return pool.tail(sequence.table.page(position / PagePool.PAGE));
    }

    /** @param hidden of all rows of the step, after the final norm */
    void after(EagerOps ops, List<Scheduler.Work> plan, Tensor hidden) {
        if (!mtp && !lookup) {
            return;
        }
        long start = System.nanoTime();
        var wanting = new ArrayList<Sequence>();
        for (var work : plan) {
            var sequence = work.sequence();
            sequence.drafts.proposed = new int[0];
            if (!sequence.finished && sequence.decodes()) {
                wanting.add(sequence);
            }
        }
        int drafted = 0;
        if (mtp) {
            drafted = mtp(ops, plan, hidden, wanting);
        } else {
            for (var sequence : wanting) {
                int count = count(sequence, wanting.size());
                sequence.drafts.proposed = sequence.drafts.lookup.draft(sequence.tokens, sequence.length, count);
            }
        }
        wanting.forEach(this::force);
        long took = System.nanoTime() - start;
        nanos += took;
        gain.drafted(drafted, took);
    }

    /** What a constraint leaves no choice about is a better draft. */
    private void force(Sequence sequence) {
        if (sequence.constraint == null) {
            return;
        }
        try {
            var forced = sequence.constraint.forced(options.maxDraft());
            if (forced.length > 0) {
                sequence.drafts.proposed = forced;
            }
        } catch (Throwable e) {
            // the next mask fails, too, and with it this answer alone
            sequence.drafts.proposed = new int[0];
        }
    }

    private int count(Sequence sequence, int sequences) {
        var drafts = sequence.drafts;
        if (drafts.rest > 0) {
            drafts.rest--;
            return 0;
        }
        int count = gain.best(drafts.acceptance, sequences, options.maxDraft());
        if (count == 0) {
            drafts.rest = gain.rest(sequences);
            drafts.acceptance = Math.max(drafts.acceptance, 0.5);
        }
        return count;
    }

    /** What a verified draft says about the next. */
    static void verified(DraftState drafts, int drafted, int accepted) {
        drafts.drafted += drafted;
        drafts.accepted += accepted;
        for (int i = 0; i < Math.min(drafted, accepted + 1); i++) {
            drafts.acceptance += 0.1 * ((i < accepted ? 1 : 0) - drafts.acceptance);
        }
    }

    /** One answer's row of the module: where its output is, and how many tokens are still to be drafted. */
    private record Chain(Sequence sequence, int row, int[] draft, int drafted) {}

    private int mtp(EagerOps ops, List<Scheduler.Work> plan, Tensor hidden, List<Sequence> wanting) {
        int dim = hidden.size(1);
        var rows = new BatchRows();
        var sources = new ArrayList<Long>();
        var chains = new ArrayList<Chain>();
        int first = 0;
        for (var work : plan) {
            var sequence = work.sequence();
            long own = hidden.address() + 4L * first * dim;
            first += work.rows();
            boolean followed = !sequence.finished && follows(sequence, work);
            keepTails(sequence, work, own, dim, followed);
            if (!followed) {
                continue;
            }
            int from = sequence.drafts.mtpComputed;
            rows.sequence(
                    sequence.table, work.from() < sequence.promptLength ? options.promptForm() : options.tokenForm());
            for (int p = from; p < sequence.computed; p++) {
                rows.row(sequence.tokens[p + 1], p);
                sources.add(p < work.from() ? tail(sequence, p) + 4 : own + 4L * (p - work.from()) * dim);
            }
            sequence.drafts.mtpComputed = sequence.computed;
            if (wanting.contains(sequence)) {
                int count = count(sequence, wanting.size());
                if (count > 0) {
                    chains.add(new Chain(sequence, rows.rows() - 1, new int[count], 0));
                }
            }
        }
        if (rows.rows() == 0) {
            return 0;
        }
        var input = ops.allocate(rows.rows(), dim);
        for (int r = 0; r < sources.size(); r++) {
            Memory.copy(sources.get(r), input.address() + 4L * r * dim, dim);
        }
        var step = Step.of(ops, rows.batch(), rows.cache(1));
        return extend(ops, step, model.mtpHidden(step, input), chains);
    }

    /** Whether the module's rows can be continued by this step's; after a gap they can't. */
    private boolean follows(Sequence sequence, Scheduler.Work work) {
        var drafts = sequence.drafts;
        boolean reachable = drafts.mtpComputed >= work.from()
                || (drafts.mtpComputed == work.from() - 1 && work.from() % PagePool.PAGE == 0);
        drafts.mtpWhole &= reachable && scheduler.tryReserve(sequence, sequence.computed + 1);
        return drafts.mtpWhole && drafts.mtpComputed < sequence.computed;
    }

    /** The last hidden state of each full page lies beside it, for sequences that go on from there. */
    private void keepTails(Sequence sequence, Scheduler.Work work, long own, int dim, boolean followed) {
        for (int p = work.from() / PagePool.PAGE * PagePool.PAGE + PagePool.PAGE - 1;
                p < sequence.computed;
                p += PagePool.PAGE) {
            long tail = tail(sequence, p);
            Memory.put(tail, 0, followed ? 1f : 0f);
            Memory.copy(own + 4L * (p - work.from()) * dim, tail + 4, dim);
        }
    }

    /** Applies the module to its own output until every draft is as long as it should be. */
    private int extend(EagerOps ops, Step step, Tensor output, List<Chain> chains) {
        int drafted = 0;
        while (!chains.isEmpty()) {
            var last = ops.rows(output, chains.stream().mapToInt(Chain::row).toArray());
            var logits = model.logits(step, last);
            var rows = new BatchRows();
            var next = new ArrayList<Chain>();
            var kept = new ArrayList<Integer>();
            for (int i = 0; i < chains.size(); i++) {
                var chain = chains.get(i);
                var sequence = chain.sequence();
                int position = sequence.length + chain.drafted();
                chain.draft()[chain.drafted()] = propose(sequence, logits.at(i), position);
                drafted++;
                int done = chain.drafted() + 1;
                sequence.drafts.proposed = Arrays.copyOf(chain.draft(), done);
                if (done < chain.draft().length && scheduler.tryReserve(sequence, position + 1)) {
                    rows.sequence(sequence.table, options.tokenForm());
                    rows.row(chain.draft()[done - 1], position - 1);
                    next.add(new Chain(sequence, rows.rows() - 1, chain.draft(), done));
                    kept.add(i);
                }
            }
            if (!next.isEmpty()) {
                var input =
                        ops.rows(last, kept.stream().mapToInt(Integer::intValue).toArray());
                output = model.mtpHidden(Step.of(ops, rows.batch(), rows.cache(1)), input);
            }
            chains = next;
        }
        return drafted;
    }

    private int propose(Sequence sequence, Tensor logits, int position) {
        sequence.penalties.apply(logits);
        return sampler.choose(logits, sequence.request.sampling(), sequence.sample, position);
    }
}
