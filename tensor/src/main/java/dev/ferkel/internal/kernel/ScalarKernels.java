package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;

/** The definition of truth: one number at a time, in the canonical order. */
final class ScalarKernels implements Kernels {
    private final String why;

    ScalarKernels(String why) {
        this.why = why;
    }

    @Override
    public String description() {
        return "scalar (" + why + ")";
    }

    @Override
    public float dot(long a, long b, int n) {
        var sums = new float[16];
        for (int i = 0; i < n; i++) {
            sums[i & 15] = Math.fma(get(a, i), get(b, i), sums[i & 15]);
        }
        return total(sums);
    }

    /** Pairs 8, 4, 2 and 1 apart. */
    static float total(float[] sums) {
        for (int width = 8; width > 0; width /= 2) {
            for (int i = 0; i < width; i++) {
                sums[i] += sums[i + width];
            }
        }
        return sums[0];
    }

    @Override
    public void axpy(float a, long x, long y, int n) {
        for (int i = 0; i < n; i++) {
            put(y, i, Math.fma(a, get(x, i), get(y, i)));
        }
    }

    @Override
    public void add(long a, long b, long y, int n) {
        for (int i = 0; i < n; i++) {
            put(y, i, get(a, i) + get(b, i));
        }
    }

    @Override
    public void scale(float s, long x, long y, int n) {
        for (int i = 0; i < n; i++) {
            put(y, i, get(x, i) * s);
        }
    }

    @Override
    public void scaleMultiply(float s, long x, long w, long y, int n) {
        for (int i = 0; i < n; i++) {
            put(y, i, get(x, i) * s * get(w, i));
        }
    }

    @Override
    public float max(long x, int n) {
        float max = get(x, 0);
        for (int i = 1; i < n; i++) {
            max = Math.max(max, get(x, i));
        }
        return max + 0f;
    }

    @Override
    public float expSum(long x, float shift, long y, int n) {
        var sums = new float[16];
        for (int i = 0; i < n; i++) {
            float e = Exponential.exp(get(x, i) - shift);
            put(y, i, e);
            sums[i & 15] += e;
        }
        return total(sums);
    }

    @Override
    public void sigmoid(long x, long y, int n) {
        for (int i = 0; i < n; i++) {
            put(y, i, sigmoid(get(x, i)));
        }
    }

    static float sigmoid(float x) {
        return 1f / (1f + Exponential.exp(-x));
    }

    @Override
    public void swiglu(long gate, long up, long y, int n) {
        for (int i = 0; i < n; i++) {
            float g = get(gate, i);
            put(y, i, g * sigmoid(g) * get(up, i));
        }
    }

    @Override
    public void swigluSlope(long gate, long up, long d, long y, int n) {
        for (int i = 0; i < n; i++) {
            float g = get(gate, i);
            float s = sigmoid(g);
            put(y, i, get(d, i) * get(up, i) * (s * (1 + g * (1 - s))));
        }
    }

    @Override
    public void decode(DType type, long source, long target, long n) {
        Formats.decode(type, source, target, n);
    }

    @Override
    public void encode(DType type, long source, long target, long n) {
        Formats.encode(type, source, target, n);
    }

    @Override
    public void matmul(
            DType type, long w, long scale, long x, long ldx, long y, long ldy, int tokens, int from, int to, int k) {
        RowTile.matmul(this, 1, type, w, scale, x, ldx, y, ldy, tokens, from, to, k);
    }

    /** Dot products of decoded rows [rows, k] with every token. */
    @Override
    public void product(long rows, int count, long x, long ldx, long y, long ldy, int tokens, int k) {
        for (int r = 0; r < count; r++) {
            for (int t = 0; t < tokens; t++) {
                put(y, t * ldy + r, dot(rows + 4L * r * k, x + 4L * t * ldx, k));
            }
        }
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
        OddColumns.multiply(a, lda, type, b, ldb, c, ldc, rows, k, 0, n, adds);
    }
}
