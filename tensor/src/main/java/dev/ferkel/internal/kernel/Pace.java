package dev.ferkel.internal.kernel;

/**
 * Whether it pays to share work with a helper. Where another process has its core half of the time, the helper is
 * stopped within a piece again and again, and all wait for it: longer than if they had done without. Then it rests,
 * each time for longer, and is tried again in between. Times are nanoseconds; not thread safe.
 */
final class Pace {
    /** Time of shared work that is looked at together: some turns of a scheduler. */
    static final long WINDOW = 20_000_000;

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
        shared += duration;
        waiting += waited < SHORT ? 0 : waited;
        if (shared < WINDOW) {
            return;
        }
        // of two threads' speed one alone has some 0.6, since memory is shared; of many, pieces that end unevenly are
        // no sign
        if (waiting > Math.max(0.25, 0.8 / threads) * shared) {
            resting = true;
            until = now + rest;
            rest = Math.min(2 * rest, LONGEST_REST);
        } else {
            rest = REST;
        }
        shared = 0;
        waiting = 0;
    }
}
