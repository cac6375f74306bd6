package dev.ferkel.internal.kernel;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import java.lang.foreign.Arena;

/** Matrix products through F32: a few weight rows are decoded beside each other, then meet every token. */
final class RowTile {
    private static final ThreadLocal<RowTile> OF_THREAD = ThreadLocal.withInitial(RowTile::new);

    private Arena arena = Arena.ofAuto();
    private long address;
    private long capacity;

    private RowTile() {}

    /** Memory of this thread for {@code floats} numbers, kept for the next call. */
    static long buffer(long floats) {
        var tile = OF_THREAD.get();
        if (tile.capacity < floats) {
            tile.arena = Arena.ofAuto();
            tile.address = tile.arena.allocate(4 * floats, 64).address();
            tile.capacity = floats;
        }
        return tile.address;
    }

    /** {@link Kernels#matmul} in tiles of {@code height} rows. */
    static void matmul(
            Kernels kernels,
            int height,
            DType type,
            long w,
            long scale,
            long x,
            long ldx,
            long y,
            long ldy,
            int tokens,
            int from,
            int to,
            int k) {
        long rowBytes = type.bytes(k);
        if (type == DType.F32) {
            kernels.product(w + from * rowBytes, to - from, x, ldx, y + 4L * from, ldy, tokens, k);
            return;
        }
        long tile = buffer((long) height * k);
        for (int n = from; n < to; n += height) {
            int count = Math.min(height, to - n);
            kernels.decode(type, w + n * rowBytes, tile, (long) count * k);
            if (scale != 0) {
                Formats.scaleBlocks(tile, n, count, k, scale);
            }
            kernels.product(tile, count, x, ldx, y + 4L * n, ldy, tokens, k);
        }
    }
}
