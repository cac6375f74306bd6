package dev.ferkel.internal.assistant;

import dev.ferkel.internal.engine.Event;
import dev.ferkel.internal.engine.Generation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The answers to a conversation as they come. For one thread at a time, except {@link #cancel}. */
public final class Reply implements AutoCloseable {
    private final Generation generation;
    private final List<ChoiceReader> readers;
    private final Deque<ReplyEvent> ready = new ArrayDeque<>();
    private int generatedTokens;

    Reply(Generation generation, List<ChoiceReader> readers) {
        this.generation = generation;
        this.readers = readers;
    }

    /** Tokens of all answers that have come so far, read or not. */
    public int generatedTokens() {
        return generatedTokens + generation.unreadTokens();
    }

    /** Tokens of the prompt. */
    public int promptTokens() {
        return generation.request().prompt().length;
    }

    /**
     * The next event, or null if none came in time; see {@link #isDone}.
     *
     * @throws dev.ferkel.error.FerkelException if an answer failed
     */
    public @Nullable ReplyEvent next(long timeout, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        while (ready.isEmpty() && !generation.isDone()) {
            var event = generation.next(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null) {
                return null;
            }
            generatedTokens += event instanceof Event.Token ? 1 : 0;
            ready.addAll(readers.get(event.sample()).accept(event));
        }
        return ready.poll();
    }

    /** Whether the end of every answer was read. */
    public boolean isDone() {
        return ready.isEmpty() && generation.isDone();
    }

    /** Ends all answers within a step. */
    public void cancel() {
        generation.cancel();
    }

    /** Cancels what isn't read to its end. */
    @Override
    public void close() {
        if (!generation.isDone()) {
            generation.cancel();
        }
    }
}
