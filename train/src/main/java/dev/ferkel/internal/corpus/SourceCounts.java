package dev.ferkel.internal.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what becomes of a source. */
final class SourceCounts {
    private static final int NOTES = 20;

    private final String name;
    private final Map<String, Long> removed = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private long noted;
    private long read;
    private long readBytes;
    private long kept;
    private long keptBytes;
    private long tokens;

    SourceCounts(String name) {
        this.name = name;
    }

    void note(String line) {
        noted++;
        if (notes.size() < NOTES) {
            notes.add(line);
        }
    }

    void read(Document document) {
        read++;
        readBytes += bytes(document);
    }

    void removed(String why) {
        removed.merge(why, 1L, Long::sum);
    }

    void kept(Document document, int written) {
        kept++;
        keptBytes += bytes(document);
        tokens += written;
    }

    /** A text's length in UTF-8. */
    private static long bytes(Document document) {
        if (!(document instanceof Document.Text text)) {
            return 0;
        }
        var string = text.text();
        long bytes = string.length();
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c >= 0x80) {
                bytes += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return bytes;
    }

    SourceCard card() {
        return new SourceCard(
                name, read, readBytes, kept, keptBytes, tokens, new TreeMap<>(removed), List.copyOf(notes), noted);
    }
}
