package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnProjection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One column of a Parquet file. What the library throws at a damaged file becomes an error that names it. */
final class ParquetReader implements RecordReader {
    private final Path file;
    private final Consumer<String> notes;
    private final ParquetFileReader parquet;
    private final RowReader rows;
    private long row;

    ParquetReader(Path file, String column, Consumer<String> notes) throws IOException {
        this.file = file;
        this.notes = notes;
        try {
            parquet = ParquetFileReader.open(InputFile.of(file));
        } catch (RuntimeException e) {
            throw failed(e);
        }
        try {
            check(column);
            rows = parquet.buildRowReader()
                    .projection(ColumnProjection.columns(column))
                    .build();
        } catch (FerkelException e) {
            parquet.close();
            throw e;
        } catch (RuntimeException e) {
            parquet.close();
            throw failed(e);
        }
    }

    private void check(String column) {
        var columns = parquet.getFileSchema().getColumns();
        for (var c : columns) {
            if (c.name().equals(column)) {
                if (c.type() != PhysicalType.BYTE_ARRAY || c.maxRepetitionLevel() > 0) {
                    throw FerkelException.of("%s: column '%s' is %s, expected texts", file, column, c.type());
                }
                return;
            }
        }
        throw FerkelException.of(
                "%s: no column '%s', there are %s",
                file, column, columns.stream().map(c -> c.name()).toList());
    }

    @Override
    public @Nullable Document read() throws IOException {
        try {
            while (rows.hasNext()) {
                rows.next();
                row++;
                if (!rows.isNull(0)) {
                    return new Document.Text(file + ": " + position(), rows.getString(0));
                }
                notes.accept(file + ": " + position() + ": left out, null");
            }
            return null;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private IOException failed(RuntimeException e) {
        return new IOException("damaged or not supported: " + e, e);
    }

    @Override
    public String position() {
        return "row " + row;
    }

    @Override
    public void close() throws IOException {
        rows.close();
        parquet.close();
    }
}
