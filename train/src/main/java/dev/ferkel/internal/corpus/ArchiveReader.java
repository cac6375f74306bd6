package dev.ferkel.internal.corpus;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The {@code .java} entries of a zip file, by name. */
final class ArchiveReader implements RecordReader {
    private static final int MOST = 16 << 20;

    private final Path file;
    private final Consumer<String> notes;
    private final ZipFile zip;
    private final Iterator<? extends ZipEntry> entries;
    private String entry = "the directory";

    ArchiveReader(Path file, Consumer<String> notes) throws IOException {
        this.file = file;
        this.notes = notes;
        this.zip = new ZipFile(file.toFile());
        this.entries = zip.stream()
                .filter(e -> !e.isDirectory() && e.getName().endsWith(".java"))
                .sorted(Comparator.comparing(ZipEntry::getName))
                .iterator();
    }

    @Override
    public @Nullable Document read() throws IOException {
        while (entries.hasNext()) {
            var next = entries.next();
            entry = next.getName();
            byte[] bytes;
            try (var in = zip.getInputStream(next)) {
                bytes = in.readNBytes(MOST + 1);
            }
            var place = file + ": " + entry;
            if (bytes.length > MOST) {
                throw FerkelException.of("%s: longer than %d bytes", place, MOST);
            }
            var text = TextDecoding.SKIP.decode(ByteBuffer.wrap(bytes)).map(ArchiveReader::withoutLicence);
            if (text.isEmpty()) {
                notes.accept(place + ": left out, not UTF-8");
            } else if (!text.get().isBlank()) {
                return new Document.Text(place, text.get());
            }
        }
        return null;
    }

    /** Leaves out comments at the head that speak of rights. */
    static String withoutLicence(String source) {
        var rest = source.stripLeading();
        while (rest.startsWith("/*")) {
            int end = rest.indexOf("*/");
            if (end < 0) {
                break;
            }
            var comment = rest.substring(0, end).toLowerCase(Locale.ROOT);
            if (!comment.contains("copyright") && !comment.contains("license")) {
                break;
            }
            rest = rest.substring(end + 2).stripLeading();
        }
        return rest;
    }

    @Override
    public String position() {
        return entry;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
