package dev.ferkel.internal.kernel.x86;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The emitted tiles of {@link MatrixTile}, each written when it is first needed, and the loops that call them. */
public final class MatrixCode {
    private static final MethodHandle CALL = MachineCode.caller(8);

    private static final @Nullable MemorySegment[] TILES =
            new MemorySegment[8 * (MatrixTile.ROWS + 1) * (MatrixTile.VECTORS + 1)];

    private MatrixCode() {}

    private static MemorySegment tile(boolean wide, int rows, int vectors, boolean half, boolean adds) {
        int index =
                ((wide ? 4 : 0) + (half ? 2 : 0) + (adds ? 1 : 0)) * (MatrixTile.ROWS + 1) * (MatrixTile.VECTORS + 1)
                        + rows * (MatrixTile.VECTORS + 1)
                        + vectors;
        var code = TILES[index];
        if (code == null) {
            synchronized (TILES) {
                code = MemorySegment.ofAddress(MachineCode.install(emit(wide, rows, vectors, half, adds)));
                TILES[index] = code;
            }
        }
        return code;
    }

    static byte[] emit(boolean wide, int rows, int vectors, boolean half, boolean adds) {
        return wide ? new MatrixTile(rows, vectors, half, adds).emit() : new NarrowTile(rows, half, adds).emit();
    }

    /**
     * As {@link dev.ferkel.internal.kernel.Kernels#multiply}, for n a multiple of 16 and b in F32 or F16.
     *
     * @param wide by AVX-512
     * @param aRow numbers between rows of a
     * @param aStep numbers between one k of a and the next
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
            boolean adds) {
        int size = half ? 2 : 4;
        for (int j = 0; j < n; ) {
            int vectors = wide ? Math.min(MatrixTile.VECTORS, (n - j) / 16) : 1;
            for (int r = 0; r < rows; ) {
                int count = Math.min(MatrixTile.ROWS, rows - r);
                try {
                    CALL.invokeExact(
                            tile(wide, count, vectors, half, adds),
                            (long) k,
                            a + 4L * r * aRow,
                            4 * aRow,
                            b + (long) size * j,
                            size * ldb,
                            c + 4 * (r * ldc + j),
                            4 * ldc,
                            4 * aStep);
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
                r += count;
            }
            j += 16 * vectors;
        }
    }
}
