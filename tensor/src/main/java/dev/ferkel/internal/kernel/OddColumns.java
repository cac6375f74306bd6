package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import dev.ferkel.internal.tensor.DType;

/** The definition of {@link Kernels#multiply}, and how the others do the columns that fill no register. */
final class OddColumns {
    private OddColumns() {}

    static void multiply(
            long a,
            long lda,
            DType type,
            long b,
            long ldb,
            long c,
            long ldc,
            int rows,
            int k,
            int from,
            int to,
            boolean adds) {
        for (int r = 0; r < rows; r++) {
            for (int j = from; j < to; j++) {
                float sum = adds ? get(c, r * ldc + j) : 0f;
                for (int i = 0; i < k; i++) {
                    long at = i * ldb + j;
                    float y = type == DType.F16 ? PanelPacking.half(b + 2 * at) : get(b, at);
                    sum = Math.fma(get(a, r * lda + i), y, sum);
                }
                put(c, r * ldc + j, sum);
            }
        }
    }
}
