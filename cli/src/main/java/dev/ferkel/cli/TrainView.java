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
        return line
                + given("bits per byte", record, "  held out %.4f bits/byte", 1)
                + given("held-out accuracy", record, "  held out %.1f %%", 100);
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
                + given("accuracy learned from", record, " (learned from %.1f %%)", 100)
                + format("  format %.1f %%", 100, record, "format")
                + rewards(record)
                + format("  %.0f tokens", record, "length")
                + format("  entropy %.3f", record, "entropy")
                + given("kl", record, "  kl %.4f", 1);
    }

    /** Each reward's mean, but for the two that are shown anyway. */
    private static String rewards(Map<String, ?> record) {
        var line = new StringBuilder();
        if (record.get("rewards") instanceof Map<?, ?> means) {
            means.forEach((name, mean) -> {
                if (!name.equals("accuracy") && !name.equals("format") && mean instanceof Number number) {
                    line.append(String.format(Locale.ROOT, "  %s %.3f", plain(name.toString()), number.doubleValue()));
                }
            });
        }
        return line.toString();
    }

    /** A class without its package. */
    private static String plain(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** What only some runs have. */
    private static String given(String key, Map<String, ?> record, String format, double factor) {
        return record.containsKey(key) ? format(format, factor, record, key) : "";
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
