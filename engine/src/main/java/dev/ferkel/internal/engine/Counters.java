package dev.ferkel.internal.engine;

import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.cache.PrefixCache;
import java.util.concurrent.atomic.AtomicLong;

/** Running totals of an engine. */
final class Counters {
    final AtomicLong requests = new AtomicLong();
    volatile int waiting;
    long finished;
    long steps;
    long rows;
    long promptTokens;
    long cachedTokens;
    long generatedTokens;
    long draftedTokens;
    long acceptedTokens;
    long stepNanos;

    Stats snapshot(Scheduler scheduler, PagePool pool, PrefixCache prefixes, Drafter drafter) {
        return new Stats(
                requests.get(),
                finished,
                steps,
                rows,
                promptTokens,
                cachedTokens,
                generatedTokens,
                draftedTokens,
                acceptedTokens,
                scheduler.preemptions(),
                stepNanos,
                drafter.nanos(),
                scheduler.running(),
                scheduler.waiting(),
                pool.capacity(),
                pool.used(),
                prefixes.size());
    }
}
