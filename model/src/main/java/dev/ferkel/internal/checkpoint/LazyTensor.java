package dev.ferkel.internal.checkpoint;

import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;

/**
 * A tensor whose bytes are made while a file is written, some rows at a time, so that what is converted need never be
 * whole in memory.
 *
 * @param shape row-major; its last dimension is that of a row
 */
public record LazyTensor(String name, DType type, long[] shape, Rows rows) {
    /** Rows are asked for in multiples of this where they are short: the height of FP8's blocks. */
    private static final long GROUP = 128;

    private static final long SLAB_BYTES = 16 << 20;

    /** Makes the bytes of rows [from, to), counted over all dimensions but the last. */
    @FunctionalInterface
    public interface Rows {
        void encode(long from, long to, long target);
    }

    /** A tensor as it is. */
    public static LazyTensor of(String name, Tensor tensor) {
        var data = tensor.data();
        long rowBytes = tensor.type().bytes(columns(tensor.shape()));
        return new LazyTensor(
                name,
                tensor.type(),
                tensor.shape(),
                (from, to, target) -> Memory.copy(data, from * rowBytes, target, (to - from) * rowBytes));
    }

    public long byteSize() {
        return Tensor.byteSize(type, shape);
    }

    private static long columns(long[] shape) {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }

    void write(FileChannel channel, LongConsumer written) throws IOException {
        long rowBytes = type.bytes(columns(shape));
        long count = rowBytes == 0 ? 0 : byteSize() / rowBytes;
        long slab = Math.max(1, SLAB_BYTES / Math.max(1, rowBytes));
        slab = Math.min(count, slab < GROUP ? slab : slab / GROUP * GROUP);
        try (var arena = Arena.ofShared()) {
            var buffer = arena.allocate(Math.max(1, slab * rowBytes), Tensor.ALIGNMENT);
            for (long from = 0; from < count; from += slab) {
                long to = Math.min(count, from + slab);
                rows.encode(from, to, buffer.address());
                WholeFile.write(
                        channel, buffer.asSlice(0, (to - from) * rowBytes).asByteBuffer());
                written.accept((to - from) * rowBytes);
            }
        }
    }
}
