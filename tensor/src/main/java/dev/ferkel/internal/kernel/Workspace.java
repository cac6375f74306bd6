package dev.ferkel.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A thread's memory for what lives no longer than one operation. */
public final class Workspace {
    private static final ThreadLocal<Workspace> MINE = ThreadLocal.withInitial(Workspace::new);

    private Arena arena = Arena.ofAuto();
    private MemorySegment memory = MemorySegment.NULL;

    private Workspace() {}

    /** Address of so many bytes, 64 bytes aligned, until the thread asks again. */
    public static long reserve(long bytes) {
        var mine = MINE.get();
        if (mine.memory.byteSize() < bytes) {
            mine.arena = Arena.ofAuto();
            mine.memory = Pages.allocate(bytes, mine.arena);
        }
        return mine.memory.address();
    }
}
