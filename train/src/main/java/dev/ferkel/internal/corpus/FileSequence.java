package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of several files, one file after the other. */
final class FileSequence implements Documents {
    /** Opens a file. */
    interface Opener {
        RecordReader open(Path file) throws IOException;
    }

    private final List<Path> files;
    private final Opener opener;
    private int file;
    private long record;
    private @Nullable RecordReader reader;
    private @Nullable Document document;

    FileSequence(List<Path> files, Cursor from, Opener opener) {
        this.files = files;
        this.opener = opener;
        this.file = from.file();
        this.record = from.record();
    }

    @Override
    public boolean next() {
        while (file < files.size()) {
            try {
                var from = reader == null ? open() : reader;
                document = from.read();
                if (document != null) {
                    record++;
                    return true;
                }
            } catch (IOException e) {
                throw failed(e);
            }
            close();
            file++;
            record = 0;
        }
        return false;
    }

    private RecordReader open() throws IOException {
        var opened = opener.open(files.get(file));
        reader = opened;
        for (long i = 0; i < record; i++) {
            if (!opened.skip()) {
                throw FerkelException.of(
                        "%s: %d documents, expected the %d that were read before", files.get(file), i, record);
            }
        }
        return opened;
    }

    private FerkelException failed(IOException e) {
        var place = reader == null ? "" : ": " + reader.position();
        return new FerkelException(
                files.get(file) + place + ": can't be read: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                e);
    }

    @Override
    public Document document() {
        if (document == null) {
            throw new IllegalStateException("before the first document or behind the last");
        }
        return document;
    }

    @Override
    public Cursor cursor() {
        return new Cursor(file, record);
    }

    @Override
    public void close() {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                throw failed(e);
            } finally {
                reader = null;
            }
        }
    }
}
