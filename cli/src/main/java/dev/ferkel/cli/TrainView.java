package dev.ferkel.cli;

import dev.ferkel.internal.run.RunObserver;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** A training run on the terminal: one line that changes, or a line every ten seconds where there is no terminal. */
final class TrainView implements RunObserver, AutoCloseable {
    private static final long SLOWLY_NANOS = 10_000_000_000L;
    private static final int CELLS = 20;

    private final Streams streams;
    private final boolean quiet;
    private final long intervalNanos;
    private long nextNanos = System.nanoTime();
    private boolean drawn;
    private double seconds;
    private int first = -1;

    TrainView(Streams streams, boolean quiet) {
        this.streams = streams;
        this.quiet = quiet;
        intervalNanos = streams.errTerminal() ? 0 : SLOWLY_NANOS;
    }

    @Override
    public void note(String line) {
        if (!quiet) {
            close();
            first = -1;
            streams.note(line);
        }
    }

    @Override
    public void step(int done, int total, Map<String, ?> record) {
        if (first < 0) {
            first = done - 1;
            seconds = 0;
        }
        seconds += number(record, "seconds");
        long now = System.nanoTime();
        if (quiet || now < nextNanos && done < total) {
            return;
        }
        nextNanos = now + intervalNanos;
        var line = line(done, total, record);
        if (streams.errTerminal()) {
            drawn = true;
            streams.err().print("\r" + line + "\u001b[K");
            streams.err().flush();
        } else {
            streams.note(line);
        }
    }

    private String line(int done, int total, Map<String, ?> record) {
        int filled = (int) ((long) CELLS * done / total);
        double left = seconds / (done - first) * (total - done);
        var line = String.format(
                Locale.ROOT,
                "[%s%s] %d/%d  loss %.4f  %.0f tokens/s  %s left",
                "=".repeat(filled),
                " ".repeat(CELLS - filled),
                done,
                total,
                number(record, "loss"),
                number(record, "tokens per second"),
                time(left));
        return record.containsKey("bits per byte")
                ? line + String.format(Locale.ROOT, "  held out %.4f bits/byte", number(record, "bits per byte"))
                : line;
    }

    private static double number(Map<String, ?> record, String key) {
        return record.get(key) instanceof Number n ? n.doubleValue() : 0;
    }

    private static String time(double seconds) {
        var time = Duration.ofSeconds(Math.round(seconds));
        return time.toHours() > 0
                ? "%d h %02d min".formatted(time.toHours(), time.toMinutesPart())
                : "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart());
    }

    @Override
    public void close() {
        if (drawn) {
            streams.err().println();
            streams.err().flush();
            drawn = false;
        }
    }
}
