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
                "[%s%s] %d/%d  %s  %.0f tokens/s  %s left",
                "=".repeat(filled),
                " ".repeat(CELLS - filled),
                done,
                total,
                learned(record),
                number(record, "tokens per second"),
                time(left));
        if (record.containsKey("bits per byte")) {
            line += format("  held out %.4f bits/byte", record, "bits per byte");
        }
        if (record.containsKey("held-out accuracy")) {
            line += format("  held out %.1f %%", 100, record, "held-out accuracy");
        }
        return line;
    }

    private static String learned(Map<String, ?> record) {
        if (record.containsKey("reward")) {
            return reinforced(record);
        }
        return record.containsKey("kept")
                ? format("kept %.0f", record, "kept") + format("  right %.1f %%", 100, record, "accuracy")
                : format("loss %.4f", record, "loss");
    }

    /** What one looks at in reinforcement learning. */
    private static String reinforced(Map<String, ?> record) {
        return format("reward %.3f", record, "reward")
                + format("  right %.1f %%", 100, record, "accuracy")
                + format("  format %.1f %%", 100, record, "format")
                + format("  %.0f tokens", record, "length")
                + format("  entropy %.3f", record, "entropy");
    }

    private static String format(String format, Map<String, ?> record, String key) {
        return format(format, 1, record, key);
    }

    private static String format(String format, double factor, Map<String, ?> record, String key) {
        return String.format(Locale.ROOT, format, factor * number(record, key));
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
