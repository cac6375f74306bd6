package dev.ferkel.internal.cache;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.ops.CacheBlock;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Arrays;

/** One sequence's pages in order. Positions beyond those written may hold what a rejected draft left. */
public final class PageTable {
    private final Kernels kernels = Kernels.select();
    private final PagePool pool;
    private int[] pages = new int[8];
    private int count;

    public PageTable(PagePool pool) {
        this.pool = pool;
    }

    /** Pages that positions [0, tokens) need beyond those there are. */
    public int missing(int tokens) {
        return Math.max(0, (tokens + PagePool.PAGE - 1) / PagePool.PAGE - count);
    }

    public int size() {
        return count;
    }

    public int page(int index) {
        return pages[index];
    }

    /** Appends a page; the table takes over one reference. */
    public void append(int page) {
        if (count == pages.length) {
            pages = Arrays.copyOf(pages, 2 * count);
        }
        pages[count++] = page;
    }

    /** Puts another page with the same rows in a page's place; the table takes over one reference to it. */
    public void replace(int index, int page) {
        pool.release(pages[index]);
        pages[index] = page;
    }

    /** Gives back the pages that positions [0, tokens) don't need. */
    public void trim(int tokens) {
        int needed = (tokens + PagePool.PAGE - 1) / PagePool.PAGE;
        while (count > needed) {
            pool.release(pages[--count]);
        }
    }

    /**
     * A second table with the first {@code tokens} positions: whole pages are shared, a page that is filled in part is
     * copied.
     *
     * @param spare a page for the copy with one reference, or -1 where none is needed
     */
    public PageTable fork(int tokens, int spare) {
        var copy = new PageTable(pool);
        for (int i = 0; i < tokens / PagePool.PAGE; i++) {
            pool.retain(pages[i]);
            copy.append(pages[i]);
        }
        if (tokens % PagePool.PAGE != 0) {
            pool.copy(pages[tokens / PagePool.PAGE], spare);
            copy.append(spare);
        }
        return copy;
    }

    /** Writes F32 rows [rows, width] of a layer, the first at {@code position}. */
    public void write(int layer, int position, Tensor rows) {
        int width = pool.format().width();
        for (int r = 0; r < rows.size(0); r++) {
            int p = position + r;
            pool.format().write(kernels, rows.address() + 4L * r * width, layer(layer, p), p % PagePool.PAGE);
        }
    }

    /** Reads columns [offset, offset + columns) of positions [from, to) as F32 rows at {@code target}. */
    public void read(int layer, int from, int to, int offset, int columns, long target) {
        for (int p = from; p < to; p++) {
            pool.format()
                    .read(
                            kernels,
                            layer(layer, p),
                            p % PagePool.PAGE,
                            offset,
                            columns,
                            target + 4L * (p - from) * columns);
        }
    }

    /** Finds columns [offset, offset + columns) of positions [from, to) where they lie; false if they must be read. */
    public boolean find(int layer, int from, int to, int offset, int columns, CacheBlock block) {
        return from / PagePool.PAGE == (to - 1) / PagePool.PAGE
                && pool.format().find(layer(layer, from), from % PagePool.PAGE, offset, columns, block);
    }

    /** Bytes that a row of a layer takes. */
    public long rowBytes() {
        return pool.format().rowBytes();
    }

    private long layer(int layer, int position) {
        return pool.layer(pages[position / PagePool.PAGE], layer);
    }
}
