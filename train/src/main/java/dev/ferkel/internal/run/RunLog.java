package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A run's record: a line of JSON a step. */
final class RunLog {
    private final Path file;

    RunLog(Path file) {
        this.file = file;
    }

    /** Forgets the lines of steps after {@code step}, and a line that was cut short: they come again. */
    void rewind(int step) {
        if (!Files.exists(file)) {
            return;
        }
        var kept = lines().stream().filter(line -> stepOf(line) <= step).toList();
        WholeFile.write(file, kept.stream().map(line -> line + "\n").collect(Collectors.joining()));
    }

    /** The last step that has a whole line; 0 where there is none. */
    int lastStep() {
        return lines().stream()
                .mapToLong(RunLog::stepOf)
                .filter(s -> s < Long.MAX_VALUE)
                .mapToInt(Math::toIntExact)
                .max()
                .orElse(0);
    }

    /** Lines there are. */
    int size() {
        return lines().size();
    }

    /** What the lines that have an entry of this name say, all together. */
    double sum(String key) {
        return lines().stream()
                .mapToDouble(l -> JsonMapper.shared().readTree(l).path(key).asDouble(0))
                .sum();
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static long stepOf(String line) {
        try {
            return JsonMapper.shared().readTree(line).path("step").asLong(Long.MAX_VALUE);
        } catch (JacksonException e) {
            return Long.MAX_VALUE;
        }
    }

    void append(Map<String, ?> entry) {
        try {
            Files.write(
                    file,
                    List.of(JsonMapper.shared().writeValueAsString(entry)),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be written: " + e.getMessage(), e);
        }
    }
}
