package dev.ferkel.internal.hub;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection's bytes, which another thread may end. */
final class Transfer {
    private @Nullable CompletableFuture<?> exchange;
    private @Nullable InputStream body;
    private boolean aborted;
    private volatile long received;
    private long seen;
    private long seenNanos = System.nanoTime();

    /** Before the server has answered. */
    synchronized void waits(CompletableFuture<?> asked) {
        exchange = asked;
        if (aborted) {
            asked.cancel(true);
        }
    }

    /** The server has answered, and its bytes come from now on. */
    synchronized void flows(InputStream stream) throws IOException {
        exchange = null;
        body = stream;
        seenNanos = System.nanoTime();
        if (aborted) {
            stream.close();
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void received(int bytes) {
        received += bytes;
    }

    synchronized void ends() {
        exchange = null;
        body = null;
    }

    synchronized void abort() {
        aborted = true;
        stop();
    }

    /** Breaks the connection if less than a kilobyte came within so many nanoseconds. */
    synchronized void breakIfStalled(long nanos) {
        long now = System.nanoTime();
        if (body == null || received - seen >= 1024) {
            seen = received;
            seenNanos = now;
        } else if (now - seenNanos >= nanos) {
            stop();
        }
    }

    private void stop() {
        if (exchange != null) {
            exchange.cancel(true);
        }
        if (body != null) {
            try {
                body.close();
            } catch (IOException e) {
                // it is over, either way
            }
        }
    }
}
