package dev.ferkel.internal.kernel;

/**
 * Whether it pays to share work with a helper. Where another process has its core half of the time, the helper is
 * stopped within a piece again and again, and all wait for it: longer than if they had done without. Then it rests,
 * each time for longer, and is tried again in between. Times are nanoseconds; not thread safe.
 */
final class Pace {
    /** Time of shared work that is looked at together: some turns of a scheduler. */
    static final long WINDOW = 20_000_000;

    /** One region counts as no more than that: a single one whose pieces end unevenly is no sign. */
    static final long REGION = WINDOW / 8;

    /** A shorter wait is for a piece that ends later, not for a core. */
    static final long SHORT = 100_000;

    static final long REST = 100_000_000;
    static final long LONGEST_REST = 1_600_000_000;

    private long shared;
    private long waiting;
    private long rest = REST;
    private boolean resting;
    private long until;

    /** @param now by {@link System#nanoTime} */
    boolean isWorthAsking(long now) {
        if (resting && now - until >= 0) {
            resting = false;
        }
        return !resting;
    }

    /**
     * After a region.
     *
     * @param duration of the region
     * @param waited how much of it nothing was left to do but wait for this helper
     * @param threads that shared it
     */
    void add(long duration, long waited, int threads, long now) {
        if (resting) {
            return;
        }
        double counted = Math.min(1, (double) REGION / Math.max(1, duration));
        shared += (long) (counted * duration);
        waiting += waited < SHORT ? 0 : (long) (counted * waited);
        if (shared < WINDOW) {
            return;
        }
        // of two threads' speed one alone has some 0.6, since memory is shared; of many threads', uneven pieces take a
        // part
        if (waiting > Math.max(0.25, 0.8 / threads) * shared) {
            resting = true;
            until = now + rest;
            rest = Math.min(2 * rest, LONGEST_REST);
        } else {
            // it may have had its core for once
            rest = Math.max(REST, rest / 2);
        }
        shared = 0;
        waiting = 0;
    }
}
