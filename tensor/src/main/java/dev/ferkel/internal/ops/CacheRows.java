package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Tensor;

/** Many rows of a cache at once, by all threads. */
final class CacheRows {
    private static final int GRAIN = 16;

    private CacheRows() {}

    /** Writes rows of a sequence's layer, the first at {@code position}. */
    static void write(AttentionCache cache, int sequence, int layer, int position, Tensor rows) {
        Workers.parallel(
                rows.size(0), GRAIN, (from, to) -> cache.write(sequence, layer, position + from, rows.rows(from, to)));
    }

    /** Reads all of a sequence's rows, from its first on. */
    static void read(AttentionCache cache, int sequence, int layer, Tensor rows) {
        int width = rows.size(1);
        Workers.parallel(
                rows.size(0),
                GRAIN,
                (from, to) -> cache.read(sequence, layer, from, to, 0, width, rows.address() + 4L * from * width));
    }
}
