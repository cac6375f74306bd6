package dev.ferkel.cli;

import dev.ferkel.internal.model.Progress;
import dev.ferkel.internal.model.Widened;
import dev.ferkel.internal.tensor.DType;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** One line on a terminal that shows how far long work is. It appears after a second and leaves nothing behind. */
final class ProgressBar implements Progress, AutoCloseable {
    /** Bytes of memory that nobody would miss are not worth a line. */
    private static final long WORTH_SAYING = 128_000_000;

    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final int CELLS = 30;

    private final PrintStream err;
    private final boolean shown;
    private final boolean quiet;
    private final String label;
    private final boolean bytes;
    private final long startNanos = System.nanoTime();
    private long nextNanos = startNanos + PATIENCE_NANOS;
    private long already = -1;
    private boolean drawn;

    ProgressBar(Streams streams, boolean quiet, String label) {
        this(streams, quiet, label, false);
    }

    private ProgressBar(Streams streams, boolean quiet, String label, boolean bytes) {
        this.err = streams.err();
        this.shown = streams.errTerminal() && !quiet;
        this.quiet = quiet;
        this.label = label;
        this.bytes = bytes;
    }

    /** One that counts bytes, and shows their rate and the time left. */
    static ProgressBar ofBytes(Streams streams, boolean quiet, String label) {
        return new ProgressBar(streams, quiet, label, true);
    }

    @Override
    public void at(long done, long total) {
        long now = System.nanoTime();
        if (already < 0) {
            already = done; // was there before this work began
        }
        if (!shown || total <= 0 || now < nextNanos) {
            return;
        }
        nextNanos = now + INTERVAL_NANOS;
        drawn = true;
        int filled = (int) (CELLS * Math.clamp(done, 0L, total) / total);
        err.print("\r%s [%s%s] %3d%%%s\u001b[K"
                .formatted(
                        label,
                        "=".repeat(filled),
                        " ".repeat(CELLS - filled),
                        (long) (100.0 * done / total),
                        bytes ? rate(done - already, total - done, (now - startNanos) / 1e9) : ""));
        err.flush();
    }

    @Override
    public void widens(Widened matrices) {
        if (quiet || matrices.panelBytes() - matrices.fileBytes() < WORTH_SAYING) {
            return;
        }
        var names = matrices.types().stream().map(DType::name).collect(Collectors.toCollection(ArrayList::new));
        var last = names.removeLast();
        err.printf(
                "%s%s %s kept as F16: %s instead of %s; --no-repack runs from the file%n",
                String.join(", ", names),
                names.isEmpty() ? last : " and " + last,
                names.isEmpty() ? "is" : "are",
                Quantity.bytes(matrices.panelBytes()),
                Quantity.bytes(matrices.fileBytes()));
        err.flush();
    }

    private static String rate(long done, long left, double seconds) {
        double perSecond = Math.max(0, done) / seconds;
        long time = perSecond > 0 ? (long) Math.ceil(left / perSecond) : 0;
        return " %s/s, %d:%02d left".formatted(Quantity.bytes((long) perSecond), time / 60, time % 60);
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
