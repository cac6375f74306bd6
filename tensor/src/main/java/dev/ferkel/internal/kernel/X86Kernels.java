package dev.ferkel.internal.kernel;

import dev.ferkel.internal.kernel.x86.Elements;
import dev.ferkel.internal.kernel.x86.MatrixCode;
import dev.ferkel.internal.kernel.x86.PackingCode;
import dev.ferkel.internal.kernel.x86.PanelCode;
import dev.ferkel.internal.kernel.x86.ProductTier;
import dev.ferkel.internal.kernel.x86.Rows;
import dev.ferkel.internal.tensor.DType;

/** Machine code for what it is written for: products with packed weights. The rest is left to another tier. */
final class X86Kernels extends DelegatingKernels {
    private final ProductTier tier;
    private final String name;
    private final String why;

    /** @param rest for what there is no machine code for */
    X86Kernels(Kernels rest, ProductTier tier, String name, String why) {
        super(rest);
        this.tier = tier;
        this.name = name;
        this.why = why;
    }

    @Override
    public String description() {
        return name + " (" + why + "; -Dferkel.kernels=avx2|scalar|.. chooses another)";
    }

    @Override
    public void quantizeBlocks(long x, long target, int k) {
        if (k > 0) {
            Elements.quantize(x, target, k / Activations.BLOCK);
        }
    }

    @Override
    public void quantizeRest(long x, long block, long target) {
        Elements.quantizeRest(x, block, target);
    }

    @Override
    public boolean pack(DType type, long rows, int columns, long target) {
        return PackingCode.run(type, rows, columns, target);
    }

    @Override
    public void panelProduct(Panels panels, long x, int tokens, long y, long ldy, int fromGroup, int toGroup) {
        PanelCode.run(tier, panels, x, tokens, y, ldy, fromGroup, toGroup);
    }

    @Override
    public float dot(long a, long b, int n) {
        return n > 0 && n % 16 == 0 ? Rows.dot(a, b, n / 16) : rest.dot(a, b, n);
    }

    @Override
    public void axpy(float a, long x, long y, int n) {
        int whole = n & -16;
        if (whole > 0) {
            Rows.axpy(a, x, y, whole / 16);
        }
        if (whole < n) {
            rest.axpy(a, x + 4L * whole, y + 4L * whole, n - whole);
        }
    }

    @Override
    public void add(long a, long b, long y, int n) {
        int whole = n & -16;
        if (whole > 0) {
            Rows.add(a, b, y, whole / 16);
        }
        if (whole < n) {
            rest.add(a + 4L * whole, b + 4L * whole, y + 4L * whole, n - whole);
        }
    }

    @Override
    public void scale(float s, long x, long y, int n) {
        int whole = n & -16;
        if (whole > 0) {
            Rows.scale(s, x, y, whole / 16);
        }
        if (whole < n) {
            rest.scale(s, x + 4L * whole, y + 4L * whole, n - whole);
        }
    }

    @Override
    public void scaleMultiply(float s, long x, long w, long y, int n) {
        int whole = n & -16;
        if (whole > 0) {
            Rows.scaleMultiply(s, x, w, y, whole / 16);
        }
        if (whole < n) {
            rest.scaleMultiply(s, x + 4L * whole, w + 4L * whole, y + 4L * whole, n - whole);
        }
    }

    @Override
    public float max(long x, int n) {
        return n % 16 == 0 ? Rows.max(x, n / 16) : rest.max(x, n);
    }

    @Override
    public float expSum(long x, float shift, long y, int n) {
        return n > 0 && n % 16 == 0 ? Rows.expSum(x, shift, y, n / 16) : rest.expSum(x, shift, y, n);
    }

    @Override
    public void swiglu(long gate, long up, long y, int n) {
        int whole = n & -16;
        if (whole > 0) {
            Elements.swiglu(gate, up, y, whole / 16);
        }
        rest.swiglu(gate + 4L * whole, up + 4L * whole, y + 4L * whole, n - whole);
    }

    @Override
    public int multiplyColumns() {
        return 64;
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
        boolean half = type == DType.F16;
        MatrixCode.run(true, a, lda, 1, half, b, ldb, c, ldc, rows, k, whole, adds, next, nextStep);
        if (whole < n) {
            OddColumns.multiply(a, lda, type, b, ldb, c, ldc, rows, k, whole, n, adds);
        }
    }

    @Override
    public void multiplyTurned(long a, long lda, long b, long ldb, long c, long ldc, int rows, int k, int n) {
        int whole = n & -16;
        MatrixCode.run(true, a, 1, lda, false, b, ldb, c, ldc, rows, k, whole, true, 0, 0);
        if (whole < n) {
            super.multiplyTurned(a, lda, b + 4L * whole, ldb, c + 4L * whole, ldc, rows, k, n - whole);
        }
    }

    @Override
    public void softmaxBlock(
            long scores, int rows, int keys, int seen, int step, float scale, long states, long sums, int width) {
        if (width % 16 == 0 && rows > 0) {
            Elements.softmaxBlock(scores, rows, keys, seen, step, scale, states, sums, width / 16);
        } else {
            super.softmaxBlock(scores, rows, keys, seen, step, scale, states, sums, width);
        }
    }

    @Override
    public void transpose(DType type, long source, long lds, int rows, int columns, long target, long ldt) {
        Turns.run(true, super::transpose, type, source, lds, rows, columns, target, ldt);
    }
}
