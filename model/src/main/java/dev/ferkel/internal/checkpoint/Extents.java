package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The byte ranges of a file's tensors: inside the file, and none upon another. */
final class Extents {
    private record Extent(String name, long from, long to) {}

    private final String file;
    private final long limit;
    private final List<Extent> extents = new ArrayList<>();

    Extents(String file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** @param from first byte, {@code bytes} of them, both counted from the start of the data */
    void add(String name, long from, long bytes) {
        if (from < 0 || bytes < 0 || from > limit - bytes) {
            throw FerkelException.of(
                    "%s: tensor '%s' takes %d bytes from %s on, but the data ends at %d: the file is truncated or damaged",
                    file, name, bytes, Long.toUnsignedString(from), limit);
        }
        if (bytes > 0) {
            extents.add(new Extent(name, from, from + bytes));
        }
    }

    /** Every byte belongs to a tensor; to be called after {@link #checkOverlaps}. */
    void checkNoGaps() {
        long used = extents.stream().mapToLong(e -> e.to() - e.from()).sum();
        if (used != limit) {
            throw FerkelException.of(
                    "%s: tensors take %d bytes, but there are %d after the header: the file is damaged",
                    file, used, limit);
        }
    }

    void checkOverlaps() {
        extents.sort(Comparator.comparingLong(Extent::from));
        for (int i = 1; i < extents.size(); i++) {
            var before = extents.get(i - 1);
            var after = extents.get(i);
            if (after.from() < before.to()) {
                throw FerkelException.of("%s: tensors '%s' and '%s' overlap", file, before.name(), after.name());
            }
        }
    }
}
