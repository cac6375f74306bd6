package dev.ferkel.internal.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Memory by large pages, and pages of mapped files that are not needed any more. On Linux by mmap and madvise; elsewhere
 * memory is what the JDK gives, and nothing is given back.
 */
public final class Pages {
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int DONT_NEED = 4;
    private static final int HUGE = 14;
    private static final long HUGE_BYTES = 2L << 20;
    private static final long SMALL_BYTES = 4096;

    private static final @Nullable MethodHandle MMAP = function(
            "mmap", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final @Nullable MethodHandle MADVISE =
            function("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final @Nullable MethodHandle MUNMAP =
            function("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

    private Pages() {}

    private static @Nullable MethodHandle function(String name, FunctionDescriptor type) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(address -> linker.downcallHandle(address, type))
                .orElse(null);
    }

    /**
     * Zeros, 64 bytes aligned, until the arena closes; large ones in pages of 2 MB where the system has them.
     *
     * @throws OutOfMemoryError if there is no more
     */
    public static MemorySegment allocate(long bytes, Arena arena) {
        if (bytes < HUGE_BYTES || MMAP == null || MADVISE == null || MUNMAP == null) {
            return arena.allocate(bytes, 64);
        }
        long all = bytes + HUGE_BYTES;
        long start;
        try {
            start = ((MemorySegment) MMAP.invokeExact(0L, all, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L)).address();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (start == -1) {
            throw new OutOfMemoryError("no " + bytes + " bytes");
        }
        long aligned = (start + HUGE_BYTES - 1) & -HUGE_BYTES;
        advise(aligned, bytes, HUGE);
        return MemorySegment.ofAddress(aligned).reinterpret(bytes, arena, memory -> unmap(start, all));
    }

    private static void unmap(long start, long bytes) {
        try {
            if (MUNMAP != null) {
                int failed = (int) MUNMAP.invokeExact(start, bytes);
                assert failed == 0;
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells the system that a mapped file's bytes are not needed for now: they are read again if they are after all. */
    public static void giveBack(MemorySegment segment) {
        if (segment.isMapped()) {
            long from = (segment.address() + SMALL_BYTES - 1) & -SMALL_BYTES;
            long to = (segment.address() + segment.byteSize()) & -SMALL_BYTES;
            if (from < to) {
                advise(from, to - from, DONT_NEED);
            }
        }
    }

    /** Advice that is refused changes nothing but speed. */
    private static void advise(long address, long bytes, int advice) {
        try {
            if (MADVISE != null) {
                int refused = (int) MADVISE.invokeExact(address, bytes, advice);
                assert refused <= 0;
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
