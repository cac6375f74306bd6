package dev.ferkel.internal.rows;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Rows of a file with {@code {"ids": [..]}} a line: in its order, and again from the start. */
public final class TokenLines implements RowSource {
    private final Path file;
    private final List<int[]> rows;
    private int next;

    private TokenLines(Path file, List<int[]> rows) {
        this.file = file;
        this.rows = rows;
    }

    /**
     * @param length ids of a row: a line holds as many
     * @param vocabulary every id is below
     * @throws FerkelException that names the line
     */
    public static TokenLines read(Path file, int length, int vocabulary) {
        var rows = new ArrayList<int[]>();
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            for (var line : (Iterable<String>) lines::iterator) {
                rows.add(row(file, rows.size() + 1, line, length, vocabulary));
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new FerkelException(file + ": can't be read", e);
        }
        if (rows.isEmpty()) {
            throw FerkelException.of("%s: has no line", file);
        }
        return new TokenLines(file, rows);
    }

    private static int[] row(Path file, int number, String line, int length, int vocabulary) {
        try {
            var ids = JsonMapper.shared().readTree(line).path("ids");
            if (!ids.isArray() || ids.size() != length) {
                throw FerkelException.of(
                        "%s: line %d has %s, expected {\"ids\": [..]} with %d ids, one more than positions",
                        file, number, ids.isArray() ? ids.size() + " ids" : "no 'ids'", length);
            }
            var row = new int[length];
            for (int i = 0; i < length; i++) {
                row[i] = ids.path(i).isInt() ? ids.path(i).asInt() : -1;
                if (row[i] < 0 || row[i] >= vocabulary) {
                    throw FerkelException.of(
                            "%s: line %d: %s is no id of a vocabulary of %d", file, number, ids.path(i), vocabulary);
                }
            }
            return row;
        } catch (JacksonException e) {
            throw new FerkelException("%s: line %d is no JSON".formatted(file, number), e);
        }
    }

    @Override
    public int[] next() {
        var row = rows.get(next);
        next = (next + 1) % rows.size();
        return row;
    }

    @Override
    public long[] position() {
        return new long[] {next};
    }

    @Override
    public void seek(long[] position) {
        if (position.length != 1 || position[0] < 0 || position[0] >= rows.size()) {
            throw FerkelException.of("%s: the run's place in it is not there: did it change?", file);
        }
        next = (int) position[0];
    }
}
