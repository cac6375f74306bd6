package dev.ferkel.internal.corpus;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A document in each row of a Parquet file (plain, Snappy, gzip or Zstandard).
 *
 * @param column that of the text
 */
public record ParquetSource(Path file, String column) implements Source {
    @Override
    public String name() {
        return "parquet: " + file;
    }

    @Override
    public Documents open(Cursor from, Consumer<String> notes) {
        return new FileSequence(List.of(FileLists.file(file)), from, f -> new ParquetReader(f, column, notes));
    }
}
