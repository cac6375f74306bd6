package dev.ferkel.internal.kernel;

import dev.ferkel.internal.kernel.x86.PanelCode;
import dev.ferkel.internal.tensor.DType;

/** Machine code for what it is written for: products with packed weights. The rest is left to another tier. */
final class X86Kernels implements Kernels {
    private final Kernels rest;

    X86Kernels(Kernels rest) {
        this.rest = rest;
    }

    @Override
    public String description() {
        return "avx512-vnni (asked for), the rest " + rest.description();
    }

    @Override
    public boolean prefersPanels() {
        return true;
    }

    @Override
    public void quantize(long x, long target, int k) {
        rest.quantize(x, target, k);
    }

    @Override
    public void panelProduct(Panels panels, long x, int tokens, long y, long ldy, int fromGroup, int toGroup) {
        PanelCode.run(panels, x, tokens, y, ldy, fromGroup, toGroup);
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
}
