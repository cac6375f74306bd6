package dev.ferkel.internal.cache;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;

/**
 * How one row of the cache is stored: rounded once when written. Q8_0 rows are filled up to whole blocks of 32.
 *
 * @param type F32, F16, BF16 or Q8_0
 * @param width numbers a row
 */
public record RowFormat(DType type, int width) {
    private static final ThreadLocal<Buffer> BUFFER = ThreadLocal.withInitial(Buffer::new);

    public RowFormat {
        if (type != DType.F32 && type != DType.F16 && type != DType.BF16 && type != DType.Q8_0) {
            throw FerkelException.of("the cache can't be %s, expected f32, f16, bf16 or q8_0", type);
        }
    }

    private int padded() {
        int block = type.blockElements();
        return (width + block - 1) / block * block;
    }

    /** Bytes of a row. */
    public long rowBytes() {
        return type.bytes(padded());
    }

    void write(Kernels kernels, long values, long row) {
        if (padded() == width) {
            kernels.encode(type, values, row, width);
            return;
        }
        long whole = BUFFER.get().floats(padded());
        Memory.copy(values, whole, width);
        Memory.clear(whole + 4L * width, padded() - width);
        kernels.encode(type, whole, row, padded());
    }

    /** F32 values of columns [offset, offset + columns). */
    void read(Kernels kernels, long row, int offset, int columns, long target) {
        int block = type.blockElements();
        if (offset % block == 0 && columns % block == 0) {
            kernels.decode(type, row + type.bytes(offset), target, columns);
            return;
        }
        int from = offset / block * block;
        int to = (offset + columns + block - 1) / block * block;
        long whole = BUFFER.get().floats(to - from);
        kernels.decode(type, row + type.bytes(from), whole, to - from);
        Memory.copy(whole + 4L * (offset - from), target, columns);
    }

    /** A thread's room for one row. */
    private static final class Buffer {
        private Arena arena = Arena.ofAuto();
        private long address;
        private int capacity;

        long floats(int count) {
            if (count > capacity) {
                arena = Arena.ofAuto();
                address = arena.allocate(4L * count, 64).address();
                capacity = count;
            }
            return address;
        }
    }
}
