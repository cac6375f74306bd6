package dev.ferkel.internal.server;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends the connections of clients that don't take what they asked for: the library knows no time limit for writes. Where
 * a virtual thread is interrupted in one, its socket is closed.
 */
final class WriteLimit {
    /** Bytes that have to get on in time. */
    static final int PIECE = 1 << 14;

    private final ScheduledExecutorService clock;
    private final Duration most;

    WriteLimit(ScheduledExecutorService clock, Duration most) {
        this.clock = clock;
        this.most = most;
    }

    /** What writes no more than a piece. */
    interface Write {
        void run() throws IOException;
    }

    /**
     * Writes and flushes piece by piece.
     *
     * @throws ClientGoneException if that fails, or one piece takes too long
     */
    void write(OutputStream out, byte[] bytes) {
        for (int from = 0; from < bytes.length; from += PIECE) {
            int start = from;
            run(() -> {
                out.write(bytes, start, Math.min(PIECE, bytes.length - start));
                out.flush();
            });
        }
    }

    /** @throws ClientGoneException if it fails or takes too long */
    void run(Write write) {
        try {
            var timeUp = clock.schedule(Thread.currentThread()::interrupt, most.toNanos(), TimeUnit.NANOSECONDS);
            boolean inTime;
            try {
                write.run();
            } finally {
                inTime = timeUp.cancel(false);
            }
            if (!inTime) {
                throw new IOException("took longer than " + most);
            }
        } catch (IOException | RuntimeException e) {
            throw new ClientGoneException(e);
        }
    }
}
