package dev.ferkel.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Memory for one step's results: handed out in order, all taken back at once, and used again by the next step. */
final class Scratch implements AutoCloseable {
    private static final long CHUNK = 8L << 20;

    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> chunks = new ArrayList<>();
    private int chunk;
    private long used;

    /** F32 memory that holds whatever the last step left there. */
    Tensor allocate(long... shape) {
        long bytes = Math.max(Tensor.ALIGNMENT, Tensor.byteSize(DType.F32, shape));
        long aligned = (bytes + Tensor.ALIGNMENT - 1) & -Tensor.ALIGNMENT;
        while (chunk < chunks.size() && chunks.get(chunk).byteSize() - used < aligned) {
            chunk++;
            used = 0;
        }
        if (chunk == chunks.size()) {
            chunks.add(arena.allocate(Math.max(CHUNK, aligned), Tensor.ALIGNMENT));
        }
        var data = chunks.get(chunk).asSlice(used, Tensor.byteSize(DType.F32, shape));
        used += aligned;
        return Tensor.of(DType.F32, data, shape);
    }

    void reset() {
        chunk = 0;
        used = 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}
