package dev.ferkel.internal.corpus;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The documents of one file. */
interface RecordReader extends AutoCloseable {
    /** The next one; null behind the last. */
    @Nullable
    Document read() throws IOException;

    /** Passes over one; false behind the last. */
    default boolean skip() throws IOException {
        return read() != null;
    }

    /** For errors: where in the file reading is, such as {@code line 7}. */
    String position();

    @Override
    void close() throws IOException;
}
