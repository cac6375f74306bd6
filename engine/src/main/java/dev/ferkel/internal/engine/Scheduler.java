package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.cache.PrefixCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Decides what runs in a step: one token (and its draft) of every answer that generates, then as much of the prompts as
 * the chunk allows, by priority and arrival. Pages are taken as they are needed; when there are none left, cached ones
 * go first, then those of the answer that came last with the lowest priority: it is preempted, keeps its tokens, and
 * computes them again later, to the same bits.
 */
final class Scheduler {
    /** Rows [from, to) of a sequence, then its draft's. */
    record Work(Sequence sequence, int from, int to, int[] draft) {
        int rows() {
            return to - from + draft.length;
        }

        /** Whether the last row's logits give a new token. */
        boolean gives() {
            return to == sequence.length;
        }
    }

    private static final Comparator<Sequence> ORDER = Comparator.<Sequence>comparingInt(s -> -s.request.priority())
            .thenComparingLong(s -> s.arrival)
            .thenComparingInt(s -> s.sample);

    private final PagePool pool;
    private final PrefixCache prefixes;
    private final EngineOptions options;
    private final int contextTokens;
    /** Whether a row's bits depend on its phase, so that prompts can reuse prompts' pages only. */
    private final boolean phases;

    private final TreeSet<Sequence> waiting = new TreeSet<>(ORDER);
    private final TreeSet<Sequence> running = new TreeSet<>(ORDER);
    private final PriorityQueue<Long> deadlines = new PriorityQueue<>();
    private long preemptions;

    Scheduler(PagePool pool, PrefixCache prefixes, EngineOptions options, int contextTokens, boolean phases) {
        this.pool = pool;
        this.prefixes = prefixes;
        this.options = options;
        this.contextTokens = contextTokens;
        this.phases = phases;
    }

    void add(Sequence sequence) {
        waiting.add(sequence);
        sequence.request.timeLimit().ifPresent(t -> deadlines.add(sequence.generation.submittedNanos() + t.toNanos()));
    }

    /** Whether the time of an answer may be over. */
    boolean deadlinePassed(long nowNanos) {
        boolean passed = false;
        while (!deadlines.isEmpty() && deadlines.peek() - nowNanos < 0) {
            deadlines.poll();
            passed = true;
        }
        return passed;
    }

    /** Starts at once: its prompt's pages are there already. */
    void addRunning(Sequence sequence) {
        sequence.running = true;
        running.add(sequence);
    }

    int waiting() {
        return waiting.size();
    }

    List<Sequence> runningNow() {
        return List.copyOf(running);
    }

    int running() {
        return running.size();
    }

    long preemptions() {
        return preemptions;
    }

    /** All there are, the running ones first. */
    List<Sequence> all() {
        var all = new ArrayList<>(running);
        all.addAll(waiting);
        return all;
    }

    /** Forgets a sequence and gives its pages back. */
    void remove(Sequence sequence) {
        sequence.running = false;
        running.remove(sequence);
        waiting.remove(sequence);
        sequence.table.trim(0);
    }

    /** What runs next; empty if nothing can. */
    List<Work> plan() {
        admit();
        var plan = new ArrayList<Work>();
        for (var sequence : runningNow()) {
            if (sequence.running && sequence.decodes()) {
                int[] draft = room(sequence, sequence.drafts.proposed);
                if (reserve(sequence, sequence.length + draft.length)) {
                    plan.add(new Work(sequence, sequence.computed, sequence.length, draft));
                }
            }
        }
        plan.removeIf(w -> !w.sequence().running);
        int chunk = plan.isEmpty() ? options.promptChunk() : options.sharedChunk();
        for (var sequence : runningNow()) {
            if (chunk > 0 && sequence.running && !sequence.decodes()) {
                int to = Math.min(end(sequence), sequence.computed + chunk);
                if (reserve(sequence, to)) {
                    plan.add(new Work(sequence, sequence.computed, to, new int[0]));
                    chunk -= to - sequence.computed;
                }
            }
        }
        plan.removeIf(w -> !w.sequence().running);
        return plan;
    }

    /** Where the phase of the rows that come next ends. */
    private static int end(Sequence sequence) {
        return sequence.computed < sequence.promptLength ? sequence.promptLength : sequence.length;
    }

    private int[] room(Sequence sequence, int[] draft) {
        int most = Math.min(limit(sequence), contextTokens) - sequence.length - 1;
        return draft.length <= most ? draft : Arrays.copyOf(draft, Math.max(0, most));
    }

    /** Tokens that prompt and answer may have together. */
    int limit(Sequence sequence) {
        int most = sequence.request.maxTokens();
        return most == 0 ? contextTokens : (int) Math.min(contextTokens, (long) sequence.promptLength + most);
    }

    private void admit() {
        while (!waiting.isEmpty()) {
            var next = waiting.first();
            if (running.size() >= options.maxRunning()) {
                if (!makeRoom(next)) {
                    return;
                }
                continue;
            }
            reuse(next);
            // room for one page more, so that it isn't preempted as soon as it grows
            int needed = Math.min(next.table.missing(next.length) + 1, pool.capacity());
            if (!running.isEmpty() && needed > pool.available() + prefixes.evictable()) {
                forget(next);
                if (!makeRoom(next)) {
                    return;
                }
                continue;
            }
            waiting.remove(next);
            addRunning(next);
            if (next.startedNanos == 0) {
                next.startedNanos = System.nanoTime();
            }
        }
    }

    /** Preempts a running answer of lower priority, if there is one. */
    private boolean makeRoom(Sequence forWhom) {
        if (!running.isEmpty() && running.last().request.priority() < forWhom.request.priority()) {
            preempt(running.last());
            return true;
        }
        return false;
    }

    /** Takes over the pages of the longest known beginning; at least one row is left to compute. */
    private void reuse(Sequence sequence) {
        if (!options.prefixCache()) {
            return;
        }
        int pages = (sequence.length - 1) / PagePool.PAGE;
        for (int i = 0; i < pages; i++) {
            var found = prefixes.find(sequence.node, sequence.pageIds(i), promptRows(sequence, i));
            if (found == null) {
                break;
            }
            pool.retain(found.page());
            sequence.table.append(found.page());
            sequence.node = found;
            sequence.registered++;
        }
        sequence.computed = sequence.registered * PagePool.PAGE;
        sequence.reused = sequence.computed > 0;
        if (sequence.preemptions == 0) {
            sequence.cachedTokens = sequence.computed;
        }
    }

    private int promptRows(Sequence sequence, int page) {
        return phases ? sequence.promptRows(page) : PagePool.PAGE;
    }

    private void forget(Sequence sequence) {
        sequence.table.trim(0);
        sequence.node = prefixes.root(sequence.request.salt());
        sequence.registered = 0;
        sequence.computed = 0;
        sequence.reused = false;
        sequence.drafts.mtpComputed = 0;
    }

    /** After a step: makes full pages known, gives back what a rejected draft or an answer's end leaves over. */
    void settle(Sequence sequence) {
        if (!sequence.running) {
            return;
        }
        register(sequence);
        if (sequence.finished) {
            remove(sequence);
        } else {
            sequence.table.trim(sequence.length + sequence.drafts.proposed.length);
        }
    }

    /** Makes full pages known to later requests. */
    void register(Sequence sequence) {
        if (!options.prefixCache()) {
            return;
        }
        while ((sequence.registered + 1) * PagePool.PAGE <= sequence.computed) {
            int i = sequence.registered;
            int page = sequence.table.page(i);
            sequence.node = prefixes.add(sequence.node, sequence.pageIds(i), promptRows(sequence, i), page);
            if (sequence.node.page() != page) {
                pool.retain(sequence.node.page());
                sequence.table.replace(i, sequence.node.page());
            }
            sequence.registered++;
        }
    }

    /** Pages for positions [0, tokens); false if the sequence itself had to give way. */
    private boolean reserve(Sequence sequence, int tokens) {
        while (!tryReserve(sequence, tokens)) {
            if (running.size() == 1) {
                throw FerkelException.of(
                        "no memory for a cache of more than %d tokens; a smaller --cache-memory asks for less",
                        (long) pool.used() * PagePool.PAGE);
            }
            var victim = running.last();
            preempt(victim);
            if (victim == sequence) {
                return false;
            }
        }
        return true;
    }

    /** Pages for positions [0, tokens) as far as they can be had without preempting anybody; whether they can. */
    boolean tryReserve(Sequence sequence, int tokens) {
        while (sequence.table.missing(tokens) > 0) {
            int page = takePage();
            if (page < 0) {
                return false;
            }
            sequence.table.append(page);
        }
        return true;
    }

    /** A page with one reference, or -1. */
    int takePage() {
        int page = pool.take();
        while (page < 0 && prefixes.evict()) {
            page = pool.take();
        }
        return page;
    }

    private void preempt(Sequence victim) {
        running.remove(victim);
        victim.running = false;
        victim.preemptions++;
        preemptions++;
        forget(victim);
        victim.drafts.proposed = new int[0];
        waiting.add(victim);
    }
}
