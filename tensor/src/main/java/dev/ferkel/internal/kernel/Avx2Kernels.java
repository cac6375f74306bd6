package dev.ferkel.internal.kernel;

import dev.ferkel.internal.kernel.x86.MatrixCode;
import dev.ferkel.internal.kernel.x86.PanelCode;
import dev.ferkel.internal.tensor.DType;

/** Machine code for matrix products on processors with AVX2; the rest is left to another tier. */
final class Avx2Kernels extends DelegatingKernels {
    private final String why;

    Avx2Kernels(Kernels rest, String why) {
        super(rest);
        this.why = why;
    }

    @Override
    public String description() {
        return "avx2 (" + why + "; the rest " + rest.description() + ")";
    }

    @Override
    public void panelProduct(Panels panels, long x, int tokens, long y, long ldy, int fromGroup, int toGroup) {
        PanelCode.run(false, panels, x, tokens, y, ldy, fromGroup, toGroup);
    }

    @Override
    public void multiply(
            long a, long lda, DType type, long b, long ldb, long c, long ldc, int rows, int k, int n, boolean adds) {
        int whole = n & -16;
        MatrixCode.run(false, a, lda, type == DType.F16, b, ldb, c, ldc, rows, k, whole, adds);
        OddColumns.multiply(a, lda, type, b, ldb, c, ldc, rows, k, whole, n, adds);
    }
}
