package dev.ferkel.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A thread's memory for what lives no longer than one operation. */
public final class Workspace {
    private static final ThreadLocal<Workspace> MINE = ThreadLocal.withInitial(Workspace::new);
    private static final ThreadLocal<Workspace> TASKS = ThreadLocal.withInitial(Workspace::new);

    private Arena arena = Arena.ofAuto();
    private MemorySegment memory = MemorySegment.NULL;

    private Workspace() {}

    /** Address of so many bytes, 64 bytes aligned, until the thread asks again. */
    public static long reserve(long bytes) {
        return MINE.get().atLeast(bytes);
    }

    /** As {@link #reserve}, for one of the tasks of an operation, whose caller may have reserved, too, on this thread. */
    static long reserveInTask(long bytes) {
        return TASKS.get().atLeast(bytes);
    }

    private long atLeast(long bytes) {
        if (memory.byteSize() < bytes) {
            arena = Arena.ofAuto();
            memory = Pages.allocate(bytes, arena);
        }
        return memory.address();
    }
}
