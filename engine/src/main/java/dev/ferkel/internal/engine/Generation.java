package dev.ferkel.internal.engine;

import dev.ferkel.error.FerkelException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A submitted request: where its events arrive. Events wait here for as long as nobody reads them, a few hundred bytes a
 * token, and never hold up the engine. Safe for several threads.
 */
public final class Generation {
    private final Request request;
    private final long submittedNanos = System.nanoTime();
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Runnable onCancel;
    private volatile boolean cancelled;
    private volatile int promptComputed;
    private int open;

    Generation(Request request, Runnable onCancel) {
        this.request = request;
        this.onCancel = onCancel;
        this.open = request.samples();
    }

    public Request request() {
        return request;
    }

    long submittedNanos() {
        return submittedNanos;
    }

    /** Ends all answers within a step; each then reports {@link FinishReason#CANCELLED}. */
    public void cancel() {
        cancelled = true;
        onCancel.run();
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Tokens of the prompt that are in the cache by now: how far a long prompt is. */
    public int promptComputed() {
        return promptComputed;
    }

    void promptComputed(int tokens) {
        promptComputed = tokens;
    }

    /** Whether something waits to be read. */
    boolean hasEvents() {
        return !events.isEmpty();
    }

    /** Tokens that were generated and not read. */
    public int unreadTokens() {
        return (int) events.stream().filter(Event.Token.class::isInstance).count();
    }

    void add(Event event) {
        events.add(event);
    }

    /**
     * The next event, waiting for it; null when every answer has had its last.
     *
     * @throws InterruptedException if the thread is interrupted; the request goes on
     */
    public @Nullable Event next() throws InterruptedException {
        return isDone() ? null : taken(events.take());
    }

    /** As {@link #next()}, but null also when nothing came in time. */
    public @Nullable Event next(long timeout, TimeUnit unit) throws InterruptedException {
        if (isDone()) {
            return null;
        }
        var event = events.poll(timeout, unit);
        return event == null ? null : taken(event);
    }

    private synchronized Event taken(Event event) {
        if (event.last()) {
            open--;
        }
        return event;
    }

    /** Whether the last event of every answer was read. */
    public synchronized boolean isDone() {
        return open == 0;
    }

    /**
     * Reads to the end.
     *
     * @return the only answer's text and ids
     * @throws FerkelException if it failed
     */
    public Answer await() throws InterruptedException {
        var answer = new Answer.Builder();
        for (var event = next(); event != null; event = next()) {
            answer.add(event);
        }
        return answer.build();
    }
}
