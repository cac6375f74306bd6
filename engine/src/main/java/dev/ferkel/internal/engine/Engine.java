package dev.ferkel.internal.engine;

import dev.ferkel.error.BusyException;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.cache.PageTable;
import dev.ferkel.internal.cache.PrefixCache;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.Step;
import dev.ferkel.internal.ops.EagerOps;
import dev.ferkel.internal.ops.OperationTimes;
import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.ops.TimedOps;
import dev.ferkel.internal.sampling.Sampler;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Turns many prompts into tokens at once. One thread runs the steps; {@link #submit} may be called from any. A request's
 * tokens and log-probabilities are the same bits whatever else runs, however its prompt is cut, whether its beginning
 * was cached or it had to give way in between, with drafts or without.
 */
public final class Engine implements AutoCloseable {
    private static final long STATS_WAIT_MILLIS = 100;

    private final Model model;
    private final Optional<Tokenizer> tokenizer;
    private final EngineOptions options;
    private final CachePlan plan;
    private final PagePool pool;
    private final PrefixCache prefixes;
    private final Scheduler scheduler;
    private final Drafter drafter;
    private final EagerOps ops = new EagerOps();
    private Ops stepOps = ops;
    private final Emitter emitter;

    /** Guards a step; {@link #incoming} has its own lock, so that nobody waits for a step to submit. */
    private final ReentrantLock stepping = new ReentrantLock();

    private final ReentrantLock arrivals = new ReentrantLock();
    private final Condition work = arrivals.newCondition();
    private final ArrayDeque<Generation> incoming = new ArrayDeque<>();
    private int incomingAnswers;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private boolean woken;
    private boolean closed;
    private boolean released;
    private volatile boolean broken;

    private long arrivalNumber;
    private final Counters counters = new Counters();
    /** As of the end of a step: a busy engine is not stopped to be looked at. */
    private volatile Stats latest;

    /**
     * @param tokenizer for text and stop strings; without one, answers are ids alone
     * @throws FerkelException if the cache doesn't fit what the options allow
     */
    public Engine(Model model, Optional<Tokenizer> tokenizer, EngineOptions options) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.options = options;
        boolean mtp = Drafter.usesMtp(model, options);
        plan = CachePlan.of(model.config(), options, mtp);
        pool = new PagePool(plan.format(), plan.layers(), plan.tail(), plan.pages());
        prefixes = new PrefixCache(pool);
        boolean phases =
                model.config().attention() instanceof Attention.Latent && options.promptForm() != options.tokenForm();
        scheduler = new Scheduler(pool, prefixes, options, plan.context(), phases);
        var sampler = new Sampler();
        drafter = new Drafter(model, scheduler, pool, options, sampler);
        emitter = new Emitter(sampler, scheduler, counters);
        latest = snapshot();
    }

    /** An engine whose own thread runs the steps. */
    public static Engine start(Model model, Optional<Tokenizer> tokenizer, EngineOptions options) {
        var engine = new Engine(model, tokenizer, options);
        var thread = new Thread(() -> engine.loop(engine::step), "ferkel-engine");
        thread.setDaemon(true);
        thread.start();
        return engine;
    }

    /** Notes from now on what each operation takes. */
    void profile(OperationTimes times) {
        stepOps = new TimedOps(ops, times);
    }

    /** Tokens a sequence may have. */
    public int context() {
        return plan.context();
    }

    /** Bytes of the cache when it is full. */
    public long cacheBytes() {
        return plan.pageBytes() * plan.pages();
    }

    /**
     * Takes a request in.
     *
     * @throws FerkelException if it can't ever be answered, and what it would need; a {@link BusyException} if too many
     *     wait, or it is closed
     */
    public Generation submit(Request request) {
        check(request);
        var generation = new Generation(request, this::cancelled);
        arrivals.lock();
        try {
            if (closed) {
                throw new BusyException(broken ? "the engine stopped: start it again" : "the engine is closed");
            }
            if (incomingAnswers + counters.waiting + request.samples() > options.maxQueued()) {
                throw new BusyException("%d answers wait already, more are refused".formatted(options.maxQueued()));
            }
            incoming.add(generation);
            incomingAnswers += request.samples();
            counters.requests.addAndGet(request.samples());
        } finally {
            arrivals.unlock();
        }
        wake();
        return generation;
    }

    private void check(Request request) {
        int vocabulary = model.config().vocabularySize();
        for (int id : request.prompt()) {
            if (id < 0 || id >= vocabulary) {
                throw FerkelException.of("token id %d is outside the vocabulary of %d", id, vocabulary);
            }
        }
        // what an answer may have is a limit: the context, which may be shorter, is another
        int needed = request.prompt().length + 1;
        if (needed > plan.context()) {
            throw FerkelException.of(
                    "a prompt of %d tokens and an answer of 1 need a context of %d tokens, but it has %d (--context; "
                            + "the model has at most %d)",
                    request.prompt().length,
                    needed,
                    plan.context(),
                    model.config().maxPositions());
        }
        if (!request.stops().isEmpty() && tokenizer.isEmpty()) {
            throw FerkelException.of("stop strings need a tokenizer, which the model lacks");
        }
    }

    private void cancelled() {
        cancelled.set(true);
        wake();
    }

    private void wake() {
        arrivals.lock();
        try {
            woken = true;
            work.signal();
        } finally {
            arrivals.unlock();
        }
    }

    /** Whether its thread ended though nobody closed it: nothing will be answered any more. */
    public boolean isBroken() {
        return broken;
    }

    /** Steps until it is closed; if its own books are in disorder, nobody is left to wait for what won't come. */
    void loop(BooleanSupplier step) {
        try {
            steps(step);
        } catch (Throwable e) {
            giveUp(new FerkelException("the engine stopped: " + e, e));
        }
    }

    private void giveUp(FerkelException error) {
        stepping.lock();
        arrivals.lock();
        try {
            broken = true;
            closed = true;
            incoming.forEach(g -> failAll(g, error));
            incoming.clear();
            for (var sequence : scheduler.all()) {
                try {
                    emitter.fail(sequence, error);
                } catch (Throwable e) {
                    // it was told; what it held goes with the rest
                }
            }
        } finally {
            arrivals.unlock();
            stepping.unlock();
        }
    }

    private void steps(BooleanSupplier step) {
        while (true) {
            if (!step.getAsBoolean()) {
                arrivals.lock();
                try {
                    while (!woken && !closed) {
                        work.awaitUninterruptibly();
                    }
                    if (closed) {
                        return;
                    }
                    woken = false;
                } finally {
                    arrivals.unlock();
                }
            }
        }
    }

    /**
     * Runs one step, for callers that {@link #start} no thread; false if there was nothing to do. What fails in it fails
     * the answers that took part and no others.
     */
    public boolean step() {
        stepping.lock();
        try {
            if (isClosed()) {
                return false;
            }
            takeIncoming();
            boolean late = scheduler.deadlinePassed(System.nanoTime());
            if (cancelled.getAndSet(false) || late) {
                emitter.endCancelled();
            }
            List<Scheduler.Work> planned = List.of();
            try {
                planned = scheduler.plan();
                counters.waiting = scheduler.waiting();
                if (planned.isEmpty()) {
                    return false;
                }
                run(planned);
            } catch (Throwable e) {
                // even a file cut short under its mapping, which is an InternalError
                fail(planned, e);
            }
            return true;
        } finally {
            stepping.unlock();
        }
    }

    /** Ends those that took part; where none was planned yet, those that hold memory. */
    private void fail(List<Scheduler.Work> planned, Throwable e) {
        var took = planned.isEmpty()
                ? scheduler.runningNow()
                : planned.stream().map(Scheduler.Work::sequence).toList();
        took.forEach(s -> emitter.fail(s, asFerkel(e)));
    }

    private static FerkelException asFerkel(Throwable e) {
        return e instanceof FerkelException ours ? ours : new FerkelException("the step failed: " + e, e);
    }

    private boolean isClosed() {
        arrivals.lock();
        try {
            return closed;
        } finally {
            arrivals.unlock();
        }
    }

    private void takeIncoming() {
        arrivals.lock();
        try {
            for (var next = incoming.poll(); next != null; next = incoming.poll()) {
                incomingAnswers -= next.request().samples();
                take(next);
                // the other samples wait within the first until its prompt is computed
            }
        } finally {
            arrivals.unlock();
        }
    }

    private void take(Generation generation) {
        try {
            scheduler.add(sequence(generation, 0, arrivalNumber++));
        } catch (Throwable e) {
            // its constraint can't begin
            failAll(generation, asFerkel(e));
        }
    }

    private void failAll(Generation generation, FerkelException error) {
        for (int sample = 0; sample < generation.request().samples(); sample++) {
            counters.finished++;
            generation.add(new Event.Failed(sample, error));
        }
    }

    private Sequence sequence(Generation generation, int sample, long arrival) {
        return new Sequence(
                generation,
                sample,
                arrival,
                new PageTable(pool),
                prefixes.root(generation.request().salt()),
                tokenizer.map(t -> t.decoder(true)));
    }

    private void run(List<Scheduler.Work> planned) {
        var event = new StepEvent();
        event.begin();
        long start = System.nanoTime();
        ops.reset();
        var rows = new BatchRows();
        var wanted = new ArrayList<Integer>();
        int promptRows = 0;
        for (var w : planned) {
            var sequence = w.sequence();
            if (sequence.reused) {
                sequence.reused = false;
                drafter.reused(sequence);
            }
            boolean prompt = w.from() < sequence.promptLength;
            rows.sequence(sequence.table, prompt ? options.promptForm() : options.tokenForm());
            for (int p = w.from(); p < w.to(); p++) {
                rows.row(sequence.tokens[p], p);
            }
            if (w.gives()) {
                wanted.add(rows.rows() - 1);
            }
            for (int i = 0; i < w.draft().length; i++) {
                rows.row(w.draft()[i], w.to() + i);
                wanted.add(rows.rows() - 1);
            }
            promptRows += prompt ? w.rows() : 0;
        }
        var step = Step.of(stepOps, rows.batch(), rows.cache(0));
        var hidden = model.hidden(step);
        long given = counters.generatedTokens;
        if (!wanted.isEmpty()) {
            var last =
                    ops.rows(hidden, wanted.stream().mapToInt(Integer::intValue).toArray());
            var logits = model.logits(step, last);
            if (promptRows == 0) {
                drafter.gain().measured(rows.rows(), System.nanoTime() - start);
            }
            give(planned, logits);
        }
        for (var w : planned) {
            if (!w.gives()) {
                w.sequence().computed = w.to();
                w.sequence().generation.promptComputed(w.to());
            }
        }
        drafter.after(ops, planned, hidden);
        for (var w : planned) {
            scheduler.settle(w.sequence());
        }
        counters.steps++;
        counters.rows += rows.rows();
        counters.stepNanos += System.nanoTime() - start;
        event.rows = rows.rows();
        event.promptRows = promptRows;
        event.generating = wanted.size();
        event.tokens = (int) (counters.generatedTokens - given);
        event.waiting = scheduler.waiting();
        event.usedPages = pool.used();
        event.commit();
        latest = snapshot();
    }

    private void give(List<Scheduler.Work> planned, Tensor logits) {
        var values = ops.allocate(logits.dim(1));
        var scratch = ops.allocate(logits.dim(1));
        int row = 0;
        for (var w : List.copyOf(planned)) {
            if (!w.gives()) {
                continue;
            }
            var sequence = w.sequence();
            if (sequence.forks > 0) {
                fork(sequence, planned, logits.at(row), values, scratch);
            }
            emitter.give(sequence, w.draft(), logits.rows(row, row + 1L + w.draft().length), values, scratch);
            row += 1 + w.draft().length;
        }
    }

    /** Starts the other answers to a prompt: where pages can't be had at once they wait as if they had come alone. */
    private void fork(Sequence first, List<Scheduler.Work> planned, Tensor logits, Tensor values, Tensor scratch) {
        int count = first.forks;
        first.forks = 0;
        first.computed = first.length;
        scheduler.register(first);
        for (int sample = 1; sample <= count; sample++) {
            Sequence sequence;
            try {
                sequence = sequence(first.generation, sample, first.arrival);
            } catch (Throwable e) {
                counters.finished++;
                first.generation.add(new Event.Failed(sample, asFerkel(e)));
                continue;
            }
            boolean copies = first.length % PagePool.PAGE != 0;
            int spare = copies ? scheduler.takePage() : -1;
            if ((copies && spare < 0) || scheduler.running() >= options.maxRunning()) {
                if (spare >= 0) {
                    pool.release(spare);
                }
                scheduler.add(sequence);
                continue;
            }
            sequence.become(first, first.table.fork(first.length, spare));
            scheduler.addRunning(sequence);
            planned.add(new Scheduler.Work(sequence, first.length, first.length, new int[0]));
            emitter.give(sequence, new int[0], logits.reshape(1, logits.dim(0)), values, scratch);
        }
    }

    /** What was done so far, and what is held now; while a step runs, what was before it. */
    public Stats stats() {
        try {
            if (!stepping.tryLock(STATS_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                return latest;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return latest;
        }
        try {
            latest = snapshot();
            return latest;
        } finally {
            stepping.unlock();
        }
    }

    private Stats snapshot() {
        return counters.snapshot(scheduler, pool, prefixes, drafter);
    }

    /** Forgets all cached prefixes. */
    public void clearPrefixes() {
        stepping.lock();
        try {
            prefixes.clear();
        } finally {
            stepping.unlock();
        }
    }

    /** Cancels what runs and waits, and gives all memory back. */
    @Override
    public void close() {
        arrivals.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            arrivals.unlock();
        }
        stepping.lock();
        try {
            if (released) {
                return;
            }
            released = true;
            for (var generation : incoming) {
                generation.cancel();
            }
            takeIncoming();
            scheduler.all().forEach(s -> s.generation.cancel());
            emitter.endCancelled();
            ops.close();
            pool.close();
        } finally {
            stepping.unlock();
        }
    }
}
