package dev.ferkel.internal.kernel.x86;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The emitted tiles of {@link MatrixTile}, each written when it is first needed, and the loops that call them. */
public final class MatrixCode {
    private static final MethodHandle CALL = MachineCode.caller(8);
    private static final MethodHandle FETCHING_CALL = MachineCode.caller(10);

    private static final @Nullable MemorySegment[] TILES =
            new MemorySegment[16 * (MatrixTile.ROWS + 1) * (MatrixTile.VECTORS + 1)];

    private MatrixCode() {}

    private static MemorySegment tile(
            boolean wide, int rows, int vectors, boolean half, boolean adds, boolean fetches) {
        int kind = (wide ? 8 : 0) + (half ? 4 : 0) + (adds ? 2 : 0) + (fetches ? 1 : 0);
        int index = (kind * (MatrixTile.ROWS + 1) + rows) * (MatrixTile.VECTORS + 1) + vectors;
        var code = TILES[index];
        if (code == null) {
            synchronized (TILES) {
                code = MemorySegment.ofAddress(MachineCode.install(emit(wide, rows, vectors, half, adds, fetches)));
                TILES[index] = code;
            }
        }
        return code;
    }

    static byte[] emit(boolean wide, int rows, int vectors, boolean half, boolean adds, boolean fetches) {
        return wide
                ? new MatrixTile(rows, vectors, half, adds, fetches).emit()
                : new NarrowTile(rows, half, adds, fetches).emit();
    }

    /**
     * As {@link dev.ferkel.internal.kernel.Kernels#multiply}, for n a multiple of 16 and b in F32 or F16.
     *
     * @param wide by AVX-512
     * @param aRow numbers between rows of a
     * @param aStep numbers between one k of a and the next
     * @param next memory to fetch meanwhile, 0 for none
     * @param nextStep bytes of it from one k to the next
     */
    public static void run(
            boolean wide,
            long a,
            long aRow,
            long aStep,
            boolean half,
            long b,
            long ldb,
            long c,
            long ldc,
            int rows,
            int k,
            int n,
            boolean adds,
            long next,
            long nextStep) {
        int size = half ? 2 : 4;
        for (int j = 0; j < n; ) {
            int vectors = wide ? Math.min(MatrixTile.VECTORS, (n - j) / 16) : 1;
            for (int r = 0; r < rows; ) {
                int count = Math.min(MatrixTile.ROWS, rows - r);
                // a line of memory holds two vectors of F16
                boolean fetches = next != 0 && r == 0 && j % 32 == 0;
                var tile = tile(wide, count, vectors, half, adds, fetches);
                long x = a + 4L * r * aRow;
                long w = b + (long) size * j;
                long y = c + 4 * (r * ldc + j);
                try {
                    if (fetches) {
                        FETCHING_CALL.invokeExact(
                                tile,
                                (long) k,
                                x,
                                4 * aRow,
                                w,
                                size * ldb,
                                y,
                                4 * ldc,
                                4 * aStep,
                                next + 2L * j,
                                nextStep);
                    } else {
                        CALL.invokeExact(tile, (long) k, x, 4 * aRow, w, size * ldb, y, 4 * ldc, 4 * aStep);
                    }
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
                r += count;
            }
            j += 16 * vectors;
        }
    }
}
