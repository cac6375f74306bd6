package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.DType;

/** Kernels of which a subclass does better what it can. */
abstract class DelegatingKernels implements Kernels {
    final Kernels rest;

    DelegatingKernels(Kernels rest) {
        this.rest = rest;
    }

    @Override
    public void quantizeBlocks(long x, long target, int k) {
        rest.quantizeBlocks(x, target, k);
    }

    @Override
    public void quantizeRest(long x, long block, long target) {
        rest.quantizeRest(x, block, target);
    }

    @Override
    public float dot(long a, long b, int n) {
        return rest.dot(a, b, n);
    }

    @Override
    public void axpy(float a, long x, long y, int n) {
        rest.axpy(a, x, y, n);
    }

    @Override
    public void add(long a, long b, long y, int n) {
        rest.add(a, b, y, n);
    }

    @Override
    public void scale(float s, long x, long y, int n) {
        rest.scale(s, x, y, n);
    }

    @Override
    public void scaleMultiply(float s, long x, long w, long y, int n) {
        rest.scaleMultiply(s, x, w, y, n);
    }

    @Override
    public float max(long x, int n) {
        return rest.max(x, n);
    }

    @Override
    public float expSum(long x, float shift, long y, int n) {
        return rest.expSum(x, shift, y, n);
    }

    @Override
    public void sigmoid(long x, long y, int n) {
        rest.sigmoid(x, y, n);
    }

    @Override
    public void swiglu(long gate, long up, long y, int n) {
        rest.swiglu(gate, up, y, n);
    }

    @Override
    public void swigluSlope(long gate, long up, long d, long y, int n) {
        rest.swigluSlope(gate, up, d, y, n);
    }

    @Override
    public void decode(DType type, long source, long target, long n) {
        rest.decode(type, source, target, n);
    }

    @Override
    public void encode(DType type, long source, long target, long n) {
        rest.encode(type, source, target, n);
    }

    @Override
    public void matmul(
            DType type, long w, long scale, long x, long ldx, long y, long ldy, int tokens, int from, int to, int k) {
        rest.matmul(type, w, scale, x, ldx, y, ldy, tokens, from, to, k);
    }

    @Override
    public void product(long rows, int count, long x, long ldx, long y, long ldy, int tokens, int k) {
        rest.product(rows, count, x, ldx, y, ldy, tokens, k);
    }

    @Override
    public void adamW(long w, long g, long m, long v, int n, AdamWFactors f) {
        rest.adamW(w, g, m, v, n, f);
    }

    @Override
    public float largest(long x, int n) {
        return rest.largest(x, n);
    }

    @Override
    public void largest(long x, long largest, int n) {
        rest.largest(x, largest, n);
    }

    @Override
    public void roundBf16(long x, long y, int n) {
        rest.roundBf16(x, y, n);
    }

    @Override
    public void roundE4m3(float s, long x, long y, int n) {
        rest.roundE4m3(s, x, y, n);
    }

    @Override
    public void roundE4m3(long s, long x, long y, int n) {
        rest.roundE4m3(s, x, y, n);
    }

    @Override
    public boolean multiplies(DType type) {
        return type == DType.F32 || type == DType.F16;
    }

    @Override
    public boolean prefersPanels() {
        return true;
    }
}
