package dev.ferkel.cache;

import dev.ferkel.kernel.Kernels;
import dev.ferkel.tensor.AttentionCache;
import dev.ferkel.tensor.DType;
import dev.ferkel.tensor.FerkelException;
import dev.ferkel.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** One sequence's rows of every layer in pages of 64 tokens, which are taken as the sequence grows. */
public final class KvCache implements AttentionCache, AutoCloseable {
    /** Tokens a page. */
    public static final int PAGE = 64;

    private final Kernels kernels = Kernels.select();
    private final Arena arena = Arena.ofShared();
    private final List<Tensor> pages = new ArrayList<>();
    private final DType type;
    private final int layers;
    private final int width;

    /**
     * @param type F32, F16 or BF16: rows are rounded to it once, when written
     * @param width numbers a token and layer
     */
    public KvCache(DType type, int layers, int width) {
        this.type = type;
        this.layers = layers;
        this.width = width;
    }

    /** Bytes that {@code tokens} take, in whole pages. */
    public static long bytes(DType type, int layers, int width, long tokens) {
        return (tokens + PAGE - 1) / PAGE * PAGE * layers * type.bytes(width);
    }

    private long row(int layer, int position) {
        return pages.get(position / PAGE).address() + type.bytes(((long) layer * PAGE + position % PAGE) * width);
    }

    @Override
    public void write(int layer, int position, Tensor rows) {
        int end = position + rows.size(0);
        while ((long) pages.size() * PAGE < end) {
            try {
                pages.add(Tensor.allocate(arena, type, layers, PAGE, width));
            } catch (OutOfMemoryError e) {
                throw new FerkelException(
                        "no memory for the cache beyond %d tokens; a smaller --context needs less"
                                .formatted(pages.size() * PAGE),
                        e);
            }
        }
        for (int p = position; p < end; p++) {
            kernels.encode(type, rows.address() + 4L * (p - position) * width, row(layer, p), width);
        }
    }

    @Override
    public void read(int layer, int from, int to, int offset, int columns, long target) {
        for (int p = from; p < to; p++) {
            kernels.decode(type, row(layer, p) + type.bytes(offset), target + 4L * (p - from) * columns, columns);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
