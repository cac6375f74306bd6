package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Documents of a text file. */
final class TextReader implements RecordReader {
    private final Path file;
    private final Optional<byte[]> separator;
    private final TextDecoding decoding;
    private final Consumer<String> notes;
    private final LineReader lines;
    private final LineReader.Line line = new LineReader.Line();

    TextReader(Path file, Optional<String> separator, TextDecoding decoding, Consumer<String> notes)
            throws IOException {
        this.file = file;
        this.separator = separator.map(s -> s.getBytes(StandardCharsets.UTF_8));
        this.decoding = decoding;
        this.notes = notes;
        this.lines = new LineReader(file);
    }

    @Override
    public @Nullable Document read() throws IOException {
        var document = new ByteArrayOutputStream();
        while (true) {
            long first = lines.line() + 1;
            boolean ended = !part(document);
            if (document.size() > 0) {
                var text = decoding.decode(ByteBuffer.wrap(document.toByteArray()));
                if (text.isEmpty()) {
                    notes.accept(place(first) + ": left out, not UTF-8");
                } else if (!text.get().isBlank()) {
                    return new Document.Text(place(first), text.get());
                }
            }
            if (ended) {
                return null;
            }
            document.reset();
        }
    }

    /** Reads up to a separator; false at the end of the file. */
    private boolean part(ByteArrayOutputStream document) throws IOException {
        while (lines.next(line)) {
            if (separator.isPresent() && line.is(separator.get())) {
                return true;
            }
            if (document.size() + line.length() >= LineReader.MOST) {
                throw FerkelException.of(
                        "%s: line %d: a document of more than %d bytes, expected a 'separator' line between shorter ones",
                        file, lines.line(), LineReader.MOST);
            }
            document.write(line.array(), line.offset(), line.length());
            document.write('\n');
        }
        return false;
    }

    private String place(long first) {
        return separator.isPresent() ? file + ": line " + first : file.toString();
    }

    @Override
    public String position() {
        return "line " + lines.line();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
