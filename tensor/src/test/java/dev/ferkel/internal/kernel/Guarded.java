package dev.ferkel.internal.kernel;

import static org.assertj.core.api.Assertions.fail;

import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Off-heap memory between guard bytes, off the alignment that vectors like by a chosen number of bytes. */
final class Guarded {
    private static final int GUARD = 128;
    private static final byte PATTERN = (byte) 0xa5;

    private final MemorySegment all;
    private final int from;
    private final int bytes;

    Guarded(Arena arena, int bytes, int misalignment) {
        this.bytes = bytes;
        this.from = GUARD + misalignment;
        all = arena.allocate(from + bytes + GUARD, 64);
        all.fill(PATTERN);
    }

    static Guarded of(Arena arena, float[] values, int misalignment) {
        var memory = new Guarded(arena, 4 * values.length, misalignment);
        memory.set(values);
        return memory;
    }

    static Guarded of(Arena arena, byte[] values, int misalignment) {
        var memory = new Guarded(arena, values.length, misalignment);
        MemorySegment.copy(values, 0, memory.all, ValueLayout.JAVA_BYTE, memory.from, values.length);
        return memory;
    }

    long address() {
        return all.address() + from;
    }

    void set(float[] values) {
        MemorySegment.copy(values, 0, all, ValueLayout.JAVA_FLOAT_UNALIGNED, from, values.length);
    }

    /** The bits of its F32 values, all NaNs being one; fails if a byte around them has changed. */
    int[] bits() {
        checkGuards();
        var bits = new int[bytes / 4];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(Memory.get(address(), i));
        }
        return bits;
    }

    byte[] content() {
        checkGuards();
        return all.asSlice(from, bytes).toArray(ValueLayout.JAVA_BYTE);
    }

    private void checkGuards() {
        for (long i = 0; i < all.byteSize(); i++) {
            if (i == from) {
                i += bytes;
            }
            if (all.get(ValueLayout.JAVA_BYTE, i) != PATTERN) {
                fail("byte %d beside %d was written to", i - from, bytes);
            }
        }
    }
}
