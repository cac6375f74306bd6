package dev.ferkel.internal.kernel;

import dev.ferkel.internal.kernel.x86.MatrixCode;
import dev.ferkel.internal.kernel.x86.PanelCode;
import dev.ferkel.internal.kernel.x86.ProductTier;
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
        PanelCode.run(ProductTier.AVX2, panels, x, tokens, y, ldy, fromGroup, toGroup);
    }

    @Override
    public void multiply(
            long a,
            long lda,
            DType type,
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
        int whole = n & -16;
        MatrixCode.run(false, a, lda, 1, type == DType.F16, b, ldb, c, ldc, rows, k, whole, adds, next, nextStep);
        OddColumns.multiply(a, lda, type, b, ldb, c, ldc, rows, k, whole, n, adds);
    }

    @Override
    public void multiplyTurned(long a, long lda, long b, long ldb, long c, long ldc, int rows, int k, int n) {
        int whole = n & -16;
        MatrixCode.run(false, a, 1, lda, false, b, ldb, c, ldc, rows, k, whole, true, 0, 0);
        if (whole < n) {
            super.multiplyTurned(a, lda, b + 4L * whole, ldb, c + 4L * whole, ldc, rows, k, n - whole);
        }
    }

    @Override
    public void transpose(DType type, long source, long lds, int rows, int columns, long target, long ldt) {
        Turns.run(false, super::transpose, type, source, lds, rows, columns, target, ldt);
    }
}
