package dev.ferkel.internal.corpus;

import com.github.luben.zstd.ZstdInputStream;
import dev.ferkel.error.FerkelException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Lines as bytes, from a file that may be compressed with gzip or Zstandard. */
final class LineReader implements AutoCloseable {
    /** Most bytes of a line, and of a document. */
    static final int MOST = 64 << 20;

    private final Path file;
    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private long line;

    LineReader(Path file) throws IOException {
        this.file = file;
        this.in = open(file);
    }

    private static InputStream open(Path file) throws IOException {
        var name = file.toString();
        var in = Files.newInputStream(file);
        try {
            return name.endsWith(".gz")
                    ? new GZIPInputStream(in, 1 << 16)
                    : name.endsWith(".zst") ? new ZstdInputStream(in) : in;
        } catch (EOFException e) {
            in.close();
            throw new IOException("cut off", e);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Goes to the next line; false behind the last. What the line held before may be overwritten. */
    boolean next(Line taken) throws IOException {
        int searched = from;
        while (true) {
            for (int i = searched; i < to; i++) {
                if (buffer[i] == '\n') {
                    line++;
                    taken.set(buffer, from, i);
                    from = i + 1;
                    return true;
                }
            }
            searched = to - from;
            if (!fill()) {
                if (from == to) {
                    return false;
                }
                line++;
                taken.set(buffer, from, to);
                from = to;
                return true;
            }
        }
    }

    /** Reads more behind what is left, which moves to the front. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        if (to == buffer.length) {
            if (to >= MOST) {
                throw FerkelException.of("%s: line %d: longer than %d bytes", file, line + 1, MOST);
            }
            buffer = Arrays.copyOf(buffer, Math.min(MOST, 2 * to));
        }
        int n = in.read(buffer, to, buffer.length - to);
        to += Math.max(n, 0);
        return n >= 0;
    }

    /** Number of the line that was read last, from 1. */
    long line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** A line's bytes, without the line feed; good until the next one is read. */
    static final class Line {
        private byte[] buffer = {};
        private int from;
        private int to;

        void set(byte[] buffer, int from, int to) {
            this.buffer = buffer;
            this.from = from;
            this.to = to;
        }

        /** Holds the line among other bytes: {@link #length} of them from {@link #offset} on. */
        byte[] array() {
            return buffer;
        }

        int offset() {
            return from;
        }

        /** A copy of the line's bytes. */
        byte[] bytes() {
            return Arrays.copyOfRange(buffer, from, to);
        }

        int length() {
            return to - from;
        }

        /** Whether the line, but for a carriage return at its end, is this. */
        boolean is(byte[] text) {
            int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
            return Arrays.equals(buffer, from, end, text, 0, text.length);
        }

        boolean isBlank() {
            for (int i = from; i < to; i++) {
                if (buffer[i] > ' ' || buffer[i] < 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
