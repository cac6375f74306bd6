package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Pages;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for one step's results: handed out in order, all taken back at once, and used again by the next step. A step
 * that asks for the same shapes as the one before is handed the same tensors, so that generating makes no garbage.
 */
final class Scratch implements AutoCloseable {
    private static final long CHUNK = 8L << 20;

    /** From here on a step's memory is one chunk of what was in use: tensors of ever other sizes leave gaps in several. */
    private static final long MUCH = 256L << 20;

    /** A tensor that was handed out, and where the next one began after it. */
    private record Given(Tensor tensor, int chunk, long used, long inUse) {}

    private Arena arena = Arena.ofShared();
    private final List<MemorySegment> chunks = new ArrayList<>();
    private final List<Given> given = new ArrayList<>();
    private int next;
    private boolean same = true;
    private int chunk;
    private long used;
    private long inUse;
    /** The most that was in use at once in this step. */
    private long most;

    /** F32 memory that holds whatever the last step left there. */
    Tensor allocate(long... shape) {
        if (same && next < given.size()) {
            var before = given.get(next);
            if (before.tensor().hasShape(shape)) {
                next++;
                chunk = before.chunk();
                used = before.used();
                inUse = before.inUse();
                most = Math.max(most, inUse);
                return before.tensor();
            }
        }
        same = false;
        given.subList(next, given.size()).clear();
        var tensor = carve(shape);
        given.add(new Given(tensor, chunk, used, inUse));
        next++;
        return tensor;
    }

    private Tensor carve(long[] shape) {
        long size = Tensor.byteSize(DType.F32, shape);
        long aligned = (Math.max(Tensor.ALIGNMENT, size) + Tensor.ALIGNMENT - 1) & -Tensor.ALIGNMENT;
        while (chunk < chunks.size() && chunks.get(chunk).byteSize() - used < aligned) {
            chunk++;
            used = 0;
        }
        if (chunk == chunks.size()) {
            chunks.add(Pages.allocate(Math.max(CHUNK, aligned), arena));
        }
        var data = chunks.get(chunk).asSlice(used, size);
        used += aligned;
        inUse += aligned;
        most = Math.max(most, inUse);
        return Tensor.of(DType.F32, data, shape);
    }

    @SuppressWarnings("MustBeClosedChecker") // close() closes it
    void reset() {
        long total = chunks.stream().mapToLong(MemorySegment::byteSize).sum();
        if (chunks.size() > 1 && total > MUCH) {
            given.clear();
            chunks.clear();
            arena.close();
            arena = Arena.ofShared();
            chunks.add(Pages.allocate(most + most / 4, arena));
        }
        inUse = 0;
        most = 0;
        next = 0;
        same = true;
        chunk = 0;
        used = 0;
    }

    ScratchMark mark() {
        return new ScratchMark(next, chunk, used, inUse);
    }

    /** Takes back what was handed out since; what comes next lies where that lay. */
    void release(ScratchMark mark) {
        next = mark.next();
        chunk = mark.chunk();
        used = mark.used();
        inUse = mark.inUse();
        same = true;
    }

    /** Bytes that are taken from the system. */
    long bytes() {
        return chunks.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    @Override
    public void close() {
        arena.close();
    }
}
