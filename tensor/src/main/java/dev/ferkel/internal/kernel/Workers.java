package dev.ferkel.internal.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The process's compute threads. One parallel region runs at a time; a region inside a region runs on its caller alone.
 * Helpers spin for a bounded time for the next region and then park, since waking one costs more than most regions. One
 * whose core somebody else has so often that waiting for it costs more than it gives rests for a while ({@link Pace}).
 */
public final class Workers {
    /** A piece [from, to) of a range. */
    @FunctionalInterface
    public interface RangeTask {
        void run(int from, int to);
    }

    private static final int SPINS = 20_000;
    private static final ReentrantLock REGION = new ReentrantLock();
    /** Used again and again: when a region is over, no helper knows it any more. */
    private static final Region CURRENT = new Region();

    private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);

    private static volatile int threads = Runtime.getRuntime().availableProcessors();
    private static volatile Helper[] helpers = {};
    /** Only written inside a region. */
    private static volatile long waited;

    private Workers() {}

    /** Threads that share a region, the caller among them. */
    public static int threads() {
        return threads;
    }

    /** Sets how many threads share a region; at least one, and all that rest are asked again. Results never depend on it. */
    public static void threads(int count) {
        threads = Math.max(1, Math.min(count, 1024));
        for (var helper : helpers) {
            helper.pace = new Pace();
        }
    }

    /** Nanoseconds for which callers had nothing to do but wait for the others' last pieces. */
    public static long waited() {
        return waited;
    }

    /** Runs {@code task} over [0, n) in pieces of at least {@code grain}; throws what the first failing piece threw. */
    public static void parallel(int n, int grain, RangeTask task) {
        int pieces = Math.min((n + grain - 1) / Math.max(1, grain), threads);
        if (pieces <= 1 || INSIDE.get()) {
            if (n > 0) {
                task.run(0, n);
            }
            return;
        }
        REGION.lock();
        INSIDE.set(true);
        try {
            CURRENT.begin(n, Math.max(grain, (n + pieces * 4 - 1) / (pieces * 4)), task);
            share(CURRENT, pieces - 1);
        } finally {
            INSIDE.set(false);
            REGION.unlock();
        }
    }

    /**
     * Runs {@code task} on each of 0..n-1: side by side where that keeps all threads busy, each on one of them; else one after
     * the other, and the regions inside are shared.
     *
     * @param apart whether tasks may run side by side at all
     */
    public static void each(int n, boolean apart, IntConsumer task) {
        if (apart && n >= 2 * threads) {
            parallel(n, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    task.accept(i);
                }
            });
            return;
        }
        for (int i = 0; i < n; i++) {
            task.accept(i);
        }
    }

    private static void share(Region region, int others) {
        if (helpers.length < others) {
            var more = new Helper[others];
            System.arraycopy(helpers, 0, more, 0, helpers.length);
            for (int i = helpers.length; i < others; i++) {
                more[i] = new Helper(i + 1);
                more[i].start();
            }
            helpers = more;
        }
        long start = System.nanoTime();
        for (int i = 0; i < others; i++) {
            if (helpers[i].pace.isWorthAsking(start)) {
                helpers[i].give(region);
            }
        }
        region.work();
        await(region, others, start);
        var failure = region.failure;
        region.task = Region.NOTHING;
        if (failure != null) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    /** A helper that has not begun, since its core is busy with something else, is not waited for. */
    private static void await(Region region, int others, long start) {
        for (int i = 0; i < others; i++) {
            if (helpers[i].take(region)) {
                helpers[i].working = false;
            }
        }
        long done = System.nanoTime();
        long now = done;
        for (int i = 0; i < others; i++) {
            long before = now;
            if (helpers[i].working) {
                for (int spins = 0; helpers[i].working; spins++) {
                    if (spins < SPINS) {
                        Thread.onSpinWait();
                    } else {
                        LockSupport.parkNanos(10_000);
                    }
                }
                now = System.nanoTime();
            }
            helpers[i].pace.add(now - start, now - before, others + 1, now);
        }
        waited += now - done;
    }

    private static final class Region {
        private static final RangeTask NOTHING = (from, to) -> {};

        private int n;
        private int piece;
        private RangeTask task = NOTHING;
        final AtomicInteger next = new AtomicInteger();
        volatile @Nullable Throwable failure;

        /** Before helpers are given it, which publishes what is set here. */
        void begin(int count, int least, RangeTask work) {
            n = count;
            piece = least;
            task = work;
            failure = null;
            next.set(0);
        }

        void work() {
            try {
                int from = next.getAndAdd(piece);
                while (from < n && failure == null) {
                    task.run(from, Math.min(n, from + piece));
                    from = next.getAndAdd(piece);
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    private static final class Helper extends Thread {
        private final AtomicReference<@Nullable Region> region = new AtomicReference<>();
        private volatile boolean parked;
        /** From being given a region until it is done with it. */
        private volatile boolean working;

        private volatile Pace pace = new Pace();

        Helper(int number) {
            super("ferkel-worker-" + number);
            setDaemon(true);
        }

        void give(Region next) {
            working = true;
            region.set(next);
            if (parked) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            INSIDE.set(true);
            while (true) {
                var mine = await();
                mine.work();
                working = false;
            }
        }

        /** Whether the region was still waiting to be begun, and now is not. */
        boolean take(Region given) {
            return region.compareAndSet(given, null);
        }

        private Region await() {
            for (int i = 0; i < SPINS; i++) {
                var given = region.get();
                if (given != null && take(given)) {
                    return given;
                }
                Thread.onSpinWait();
            }
            parked = true;
            try {
                while (true) {
                    var given = region.get();
                    if (given != null && take(given)) {
                        return given;
                    }
                    LockSupport.park(this);
                }
            } finally {
                parked = false;
            }
        }
    }
}
