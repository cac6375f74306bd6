package dev.ferkel.cli;

import dev.ferkel.internal.model.Progress;
import java.io.PrintStream;

/** One line on a terminal that shows how far long work is. It appears after a second and leaves nothing behind. */
final class ProgressBar implements Progress, AutoCloseable {
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final int CELLS = 30;

    private final PrintStream err;
    private final boolean shown;
    private final String label;
    private long nextNanos = System.nanoTime() + PATIENCE_NANOS;
    private boolean drawn;

    ProgressBar(Streams streams, boolean quiet, String label) {
        this.err = streams.err();
        this.shown = streams.errTerminal() && !quiet;
        this.label = label;
    }

    @Override
    public void at(long done, long total) {
        long now = System.nanoTime();
        if (!shown || total <= 0 || now < nextNanos) {
            return;
        }
        nextNanos = now + INTERVAL_NANOS;
        drawn = true;
        int filled = (int) (CELLS * Math.clamp(done, 0L, total) / total);
        err.print("\r%s [%s%s] %3d%%\u001b[K"
                .formatted(label, "=".repeat(filled), " ".repeat(CELLS - filled), 100 * done / total));
        err.flush();
    }

    @Override
    public void close() {
        if (drawn) {
            err.print("\r\u001b[K");
            err.flush();
            drawn = false;
        }
    }
}
