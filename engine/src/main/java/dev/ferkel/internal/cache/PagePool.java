package dev.ferkel.internal.cache;

import dev.ferkel.internal.kernel.Pages;
import dev.ferkel.internal.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The memory of a model's cache, in pages of 64 tokens: the unit of growth, of sharing and of preemption. A page holds
 * [layers, 64, width] numbers, and F32 [tail] beside them. Pages are counted by reference; memory is taken from the
 * system as it is first needed and kept. Used by one thread at a time.
 */
public final class PagePool implements AutoCloseable {
    /** Tokens a page. */
    public static final int PAGE = 64;

    private static final long SLAB_BYTES = 32L << 20;

    private final Arena arena = Arena.ofShared();
    private final RowFormat format;
    private final int tail;
    private final long pageBytes;
    private int capacity;
    private final List<MemorySegment> slabs = new ArrayList<>();
    private final int pagesPerSlab;
    private int[] references = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int made;

    /**
     * @param format of a row
     * @param tail F32 numbers kept beside a page's rows
     * @param capacity pages there may be
     */
    public PagePool(RowFormat format, int layers, int tail, int capacity) {
        this.format = format;
        this.tail = tail;
        this.pageBytes = pageBytes(format, layers, tail);
        this.capacity = capacity;
        this.pagesPerSlab = Math.clamp(SLAB_BYTES / pageBytes, 1, Math.max(1, capacity));
    }

    /** Bytes of one page. */
    public static long pageBytes(RowFormat format, int layers, int tail) {
        return ((long) layers * PAGE * format.rowBytes() + 4L * tail + 63) / 64 * 64;
    }

    /** Bytes that rows of {@code tokens} take in {@code type}, in whole pages. */
    public static long bytes(DType type, int layers, int width, long tokens) {
        return (tokens + PAGE - 1) / PAGE * pageBytes(new RowFormat(type, width, 0), layers, 0);
    }

    /** Pages there may be: fewer than at first where the system had no memory for more. */
    public int capacity() {
        return capacity;
    }

    public RowFormat format() {
        return format;
    }

    /** Pages that can be taken without giving one back. */
    public int available() {
        return capacity - made + freeCount;
    }

    /** Pages in use. */
    public int used() {
        return made - freeCount;
    }

    /** A page with one reference, or -1 if all are in use. */
    public int take() {
        int page;
        if (freeCount > 0) {
            page = free[--freeCount];
        } else if (made == capacity) {
            return -1;
        } else {
            page = grow();
            if (page < 0) {
                return -1;
            }
        }
        references[page] = 1;
        return page;
    }

    /** A new page, or -1 where the system has no memory for one: then there are no more than now. */
    private int grow() {
        if (made == slabs.size() * pagesPerSlab) {
            int pages = Math.min(pagesPerSlab, capacity - made);
            try {
                slabs.add(Pages.allocate(pages * pageBytes, arena));
            } catch (OutOfMemoryError e) {
                // none at all may be for a moment only
                capacity = made == 0 ? capacity : made;
                return -1;
            }
        }
        if (made == references.length) {
            references = Arrays.copyOf(references, 2 * made);
            free = Arrays.copyOf(free, 2 * made);
        }
        return made++;
    }

    /** One more reference. */
    public void retain(int page) {
        references[page]++;
    }

    /** One reference less; the page is free when none is left. */
    public void release(int page) {
        if (references[page] <= 0) {
            throw new IllegalStateException("page " + page + " was given back twice");
        }
        if (--references[page] == 0) {
            free[freeCount++] = page;
        }
    }

    int references(int page) {
        return references[page];
    }

    private long address(int page) {
        return slabs.get(page / pagesPerSlab).address() + page % pagesPerSlab * pageBytes;
    }

    /** Address of a page's layer. */
    long layer(int page, int layer) {
        return address(page) + (long) layer * PAGE * format.rowBytes();
    }

    /** Address of the F32 numbers beside a page's rows. */
    public long tail(int page) {
        return address(page) + pageBytes - (4L * tail + 63) / 64 * 64;
    }

    /** Copies a whole page. */
    void copy(int from, int to) {
        MemorySegment.copy(
                slabs.get(from / pagesPerSlab),
                from % pagesPerSlab * pageBytes,
                slabs.get(to / pagesPerSlab),
                to % pagesPerSlab * pageBytes,
                pageBytes);
    }

    @Override
    public void close() {
        arena.close();
    }
}
