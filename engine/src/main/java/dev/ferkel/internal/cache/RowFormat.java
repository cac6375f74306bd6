package dev.ferkel.internal.cache;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.ops.CacheBlock;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;

/**
 * How the rows of a layer are stored in a page: rounded once when written. A page's layer is [64, width], except that
 * the first {@code turned} columns lie column by column, [turned, 64], before the rest of the rows: attention takes keys
 * that way. Q8_0 rows are filled up to whole blocks of 32, and none of their columns is turned.
 *
 * @param type F32, F16, BF16 or Q8_0
 * @param width numbers a row
 * @param turned columns that are stored as columns
 */
public record RowFormat(DType type, int width, int turned) {
    private static final ThreadLocal<Buffer> BUFFER = ThreadLocal.withInitial(Buffer::new);

    public RowFormat {
        if (type != DType.F32 && type != DType.F16 && type != DType.BF16 && type != DType.Q8_0) {
            throw FerkelException.of("the cache can't be %s, expected f32, f16, bf16 or q8_0", type);
        }
        turned = type == DType.Q8_0 ? 0 : turned;
    }

    private int padded() {
        int block = type.blockElements();
        return (width + block - 1) / block * block;
    }

    /** Bytes of a row. */
    public long rowBytes() {
        return type.bytes(padded());
    }

    /** Where the rest of row {@code index} lies. */
    private long rest(long layer, int index) {
        return layer + type.bytes((long) PagePool.PAGE * turned) + index * type.bytes(padded() - turned);
    }

    void write(Kernels kernels, long values, long layer, int index) {
        if (turned > 0) {
            long rounded = BUFFER.get().floats(turned);
            kernels.encode(type, values, rounded, turned);
            for (int c = 0; c < turned; c++) {
                long to = layer + type.bytes((long) c * PagePool.PAGE + index);
                if (type == DType.F32) {
                    Memory.put(to, 0, Memory.get(rounded, c));
                } else {
                    Memory.put16(to, Memory.get16(rounded + 2L * c));
                }
            }
        }
        long from = values + 4L * turned;
        if (padded() == width) {
            kernels.encode(type, from, rest(layer, index), width - turned);
            return;
        }
        long whole = BUFFER.get().floats(padded());
        Memory.copy(from, whole, width);
        Memory.clear(whole + 4L * width, padded() - width);
        kernels.encode(type, whole, rest(layer, index), padded());
    }

    /** F32 values of columns [offset, offset + columns). */
    void read(Kernels kernels, long layer, int index, int offset, int columns, long target) {
        int asColumns = Math.clamp(turned - offset, 0, columns);
        for (int c = 0; c < asColumns; c++) {
            kernels.decode(type, layer + type.bytes((long) (offset + c) * PagePool.PAGE + index), target + 4L * c, 1);
        }
        if (asColumns < columns) {
            rest(
                    kernels,
                    rest(layer, index),
                    offset + asColumns - turned,
                    columns - asColumns,
                    target + 4L * asColumns);
        }
    }

    private void rest(Kernels kernels, long row, int offset, int columns, long target) {
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

    /** Where columns [offset, offset + columns) of the rows from {@code index} lie; false if in parts, or in blocks. */
    boolean find(long layer, int index, int offset, int columns, CacheBlock block) {
        if (type == DType.Q8_0 || (offset < turned && offset + columns > turned)) {
            return false;
        }
        if (offset < turned) {
            block.set(type, layer + type.bytes((long) offset * PagePool.PAGE + index), PagePool.PAGE, true);
        } else {
            block.set(type, rest(layer, index) + type.bytes(offset - turned), width - turned, false);
        }
        return true;
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
