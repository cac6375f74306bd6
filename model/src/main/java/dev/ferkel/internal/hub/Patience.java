package dev.ferkel.internal.hub;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param connect for a connection
 * @param answer for the beginning of an answer, and for all of a short one
 * @param stall in which a file has to come on by a kilobyte
 * @param pause before the second try; twice as long before the next, and so on
 * @param tries that may fail one after the other
 */
record Patience(Duration connect, Duration answer, Duration stall, Duration pause, int tries) {
    static final Patience USUAL = new Patience(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(500), 5);

    private static final int LONGEST_PAUSE_MILLIS = 60_000;

    /** Waits after a failure, as long as a server asks for if it does. */
    void pause(int failures, TransientException failure) {
        long millis = Math.max(
                pause.toMillis() << Math.min(failures - 1, 10),
                failure.retryAfter().toMillis());
        try {
            Thread.sleep(Math.min(millis, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
