package dev.ferkel.internal.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Memory between two pages that nothing may touch: reading or writing there ends the JVM. Linux only. */
enum GuardPages {
    /** The memory begins where the first page ends. */
    AFTER,
    /** The memory ends where the second page begins. */
    BEFORE;

    private static final long PAGE = 4096;
    private static final int NONE = 0;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    static boolean available() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** Zeros, until the arena closes. */
    MemorySegment allocate(Arena arena, long bytes) {
        long inner = (bytes + PAGE - 1) & -PAGE;
        long start = map(inner + 2 * PAGE);
        protect(start + PAGE, inner);
        long address = start + PAGE + (this == AFTER ? 0 : inner - bytes);
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, memory -> unmap(start, inner + 2 * PAGE));
    }

    MemorySegment of(Arena arena, float[] values) {
        var memory = allocate(arena, 4L * values.length);
        MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values.length);
        return memory;
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    private static long map(long bytes) {
        try {
            var mmap = function(
                    "mmap",
                    FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
            long start = ((MemorySegment) mmap.invokeExact(0L, bytes, NONE, PRIVATE_ANONYMOUS, -1, 0L)).address();
            assertThat(start).isNotEqualTo(-1);
            return start;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void protect(long start, long bytes) {
        if (bytes > 0) {
            try {
                var mprotect = function("mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
                assertThat((int) mprotect.invokeExact(start, bytes, READ_WRITE)).isZero();
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void unmap(long start, long bytes) {
        try {
            var munmap = function("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
            assertThat((int) munmap.invokeExact(start, bytes)).isZero();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
