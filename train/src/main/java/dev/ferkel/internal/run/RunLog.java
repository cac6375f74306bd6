package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
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
        try {
            var kept = lines().stream().filter(line -> stepOf(line) <= step).toList();
            var aside = file.resolveSibling(file.getFileName() + ".part");
            Files.write(aside, kept, StandardCharsets.UTF_8);
            Files.move(
                    aside,
                    file,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FerkelException(file + ": can't be rewritten: " + e.getMessage(), e);
        }
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
