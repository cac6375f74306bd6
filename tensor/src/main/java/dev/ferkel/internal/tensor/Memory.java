package dev.ferkel.internal.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** All of the address space as one segment: how code whose bounds were checked before reads and writes by address. */
public final class Memory {
    /** Every address; accesses are unchecked. */
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Memory() {}

    /** F32 number {@code index} after {@code address}. */
    public static float get(long address, long index) {
        return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address + 4 * index);
    }

    /** Sets F32 number {@code index} after {@code address}. */
    public static void put(long address, long index, float value) {
        ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address + 4 * index, value);
    }

    /** The 16 bits at {@code address}. */
    public static short get16(long address) {
        return ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
    }

    /** Sets the 16 bits at {@code address}. */
    public static void put16(long address, short value) {
        ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, value);
    }

    /** Copies {@code count} F32 numbers. */
    public static void copy(long from, long to, long count) {
        MemorySegment.copy(ALL, from, ALL, to, 4 * count);
    }

    /** Copies bytes from a place in a segment. */
    public static void copy(MemorySegment from, long at, long to, long bytes) {
        MemorySegment.copy(from, at, ALL, to, bytes);
    }

    /** Sets {@code count} F32 numbers to zero. */
    public static void clear(long address, long count) {
        ALL.asSlice(address, 4 * count).fill((byte) 0);
    }
}
