package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.DType;

/** Where a block of a cache's columns lies, in the type in which it lies there. Used again by its thread. */
public final class CacheBlock {
    DType type = DType.F32;
    long address;
    long stride;
    boolean byColumns;

    void clear() {
        address = 0;
    }

    /**
     * @param stride elements between rows, or between columns where {@code byColumns}
     * @param byColumns whether a column's positions follow each other, 64 of them
     */
    public void set(DType type, long address, long stride, boolean byColumns) {
        this.type = type;
        this.address = address;
        this.stride = stride;
        this.byColumns = byColumns;
    }
}
