package dev.ferkel.bench;

import dev.ferkel.internal.kernel.Peaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file with a measurement a line, written as they come: what takes hours survives interruptions, and rounds of several
 * sittings add up. A line that was cut off is left out.
 */
final class Measurements {
    /** What one number is of; {@code side} and the others are names. */
    record Key(String model, int threads, String what, String side) {}

    private record Line(
            String date,
            @Nullable Key key,
            double tokensPerSecond,
            @Nullable Peaks peaks) {}

    private final Path file;
    private final List<Line> lines = new ArrayList<>();

    Measurements(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            var text = Files.readString(file);
            if (!text.isEmpty() && !text.endsWith("\n")) {
                Files.writeString(file, "\n", StandardOpenOption.APPEND);
            }
            for (var line : text.lines().toList()) {
                try {
                    lines.add(JsonMapper.shared().readValue(line, Line.class));
                } catch (RuntimeException e) {
                    System.err.println("side-by-side: left out, a line that is no measurement: " + line);
                }
            }
        }
    }

    private void append(Line line) throws IOException {
        lines.add(line);
        Files.writeString(
                file,
                JsonMapper.shared().writeValueAsString(line) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    void add(String date, Key key, double tokensPerSecond) throws IOException {
        append(new Line(date, key, tokensPerSecond, null));
    }

    void add(String date, Peaks peaks) throws IOException {
        append(new Line(date, null, 0, peaks));
    }

    /** Each that was measured, in the order of its first time. */
    List<Key> keys() {
        return lines.stream().map(Line::key).filter(Objects::nonNull).distinct().toList();
    }

    List<Double> speeds(Key key) {
        return lines.stream()
                .filter(l -> key.equals(l.key()))
                .map(Line::tokensPerSecond)
                .toList();
    }

    /** The median of what the machine reached, empty where nothing was measured. */
    Optional<Double> peak(ToDoubleFunction<Peaks> of) {
        var found = lines.stream()
                .map(Line::peaks)
                .filter(Objects::nonNull)
                .map(of::applyAsDouble)
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(median(found));
    }

    /** A day, or the first and the last one. */
    String dates() {
        var dates = lines.stream().map(Line::date).sorted().toList();
        return Stream.of(dates.getFirst(), dates.getLast())
                .distinct()
                .reduce((a, b) -> a + " to " + b)
                .orElseThrow();
    }

    static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
    }
}
