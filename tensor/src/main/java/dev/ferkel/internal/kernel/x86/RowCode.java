package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

/** Writers of the simplest loops over rows of F32 numbers: 16 at a time, the pointers they get side by side. */
final class RowCode {
    private static final int FACTOR = 31;

    private RowCode() {}

    private interface Body {
        void write(Assembler a);
    }

    /** The loop over {@code rdi} vectors: pointers go on by 64 bytes. */
    private static void loop(Assembler a, Body body, Register... pointers) {
        var loop = new Label();
        a.align().bind(loop);
        body.write(a);
        for (var pointer : pointers) {
            a.add(pointer, 64);
        }
        a.decrement(RDI).jump(Assembler.NOT_ZERO, loop);
    }

    private static byte[] end(Assembler a) {
        return a.vzeroupper().ret().code();
    }

    /** {@code void f(vectors, a, b, y)}: y = a + b. */
    static byte[] add() {
        var a = new Assembler();
        loop(
                a,
                c -> c.vector(VMOVUPS, 0, Address.at(RSI))
                        .vector(VADDPS, 0, 0, Address.at(RDX))
                        .vector(VMOVUPS_STORE, 0, Address.at(RCX)),
                RSI,
                RDX,
                RCX);
        return end(a);
    }

    /** {@code void f(vectors, bits of s, x, y)}: y = x * s. */
    static byte[] scale() {
        var a = new Assembler().broadcast(FACTOR, RSI);
        loop(a, c -> c.vector(VMULPS, 0, FACTOR, Address.at(RDX)).vector(VMOVUPS_STORE, 0, Address.at(RCX)), RDX, RCX);
        return end(a);
    }

    /** {@code void f(vectors, bits of s, x, y)}: y = s * x + y, fused. */
    static byte[] axpy() {
        var a = new Assembler().broadcast(FACTOR, RSI);
        loop(
                a,
                c -> c.vector(VMOVUPS, 0, Address.at(RCX))
                        .vector(VFMADD231PS, 0, FACTOR, Address.at(RDX))
                        .vector(VMOVUPS_STORE, 0, Address.at(RCX)),
                RDX,
                RCX);
        return end(a);
    }

    /** {@code void f(vectors, bits of s, x, w, y)}: y = x * s * w. */
    static byte[] scaleMultiply() {
        var a = new Assembler().broadcast(FACTOR, RSI);
        loop(
                a,
                c -> c.vector(VMULPS, 0, FACTOR, Address.at(RDX))
                        .vector(VMULPS, 0, 0, Address.at(RCX))
                        .vector(VMOVUPS_STORE, 0, Address.at(R8)),
                RDX,
                RCX,
                R8);
        return end(a);
    }

    /** {@code float f(vectors, a, b)}: the canonical sum of products. */
    static byte[] dot() {
        var a = new Assembler().vector(VPXORD, 0, 0, 0);
        loop(a, c -> c.vector(VMOVUPS, 1, Address.at(RSI)).vector(VFMADD231PS, 0, 1, Address.at(RDX)), RSI, RDX);
        new ElementCode(a, RAX).total(VADDPS, 0, 1);
        return end(a);
    }

    /** {@code float f(vectors, x, constants)}: the largest; NaN if there is one; zeros count as +0. */
    static byte[] max() {
        var a = new Assembler();
        var code = new ElementCode(a, RDX);
        var none = new Label();
        a.vector(VMOVUPS, 0, Address.at(RSI)).vector(VPXORD, 2, 2, 2);
        loop(
                a,
                c -> c.vector(VMOVUPS, 1, Address.at(RSI))
                        .vector(VMAXPS, 0, 0, 1)
                        .vector(VCMPPS, 1, 1, 1, ElementCode.UNORDERED)
                        .masked(1, false)
                        .vector(VMOVUPS, 2, 1),
                RSI);
        code.total(VMAXPS, 0, 1);
        a.vector(VADDPS, 0, 0, code.constant(Constants.ZERO));
        a.vector(VCMPPS, 1, 2, 2, ElementCode.UNORDERED).testMasks(1, 1).jump(Assembler.ZERO, none);
        code.load(0, Constants.NOT_A_NUMBER);
        return end(a.bind(none));
    }

    /** {@code float f(vectors, x, bits of shift, y, constants)}: y = exp(x - shift), and their canonical sum. */
    static byte[] expSum() {
        var a = new Assembler();
        var code = new ElementCode(a, R8);
        a.broadcast(FACTOR, RDX).vector(VPXORD, 0, 0, 0);
        loop(
                a,
                c -> {
                    c.vector(VMOVUPS, 1, Address.at(RSI)).vector(VSUBPS, 1, 1, FACTOR);
                    code.exp(1, 2, 3);
                    c.vector(VMOVUPS_STORE, 2, Address.at(RCX)).vector(VADDPS, 0, 0, 2);
                },
                RSI,
                RCX);
        code.total(VADDPS, 0, 1);
        return end(a);
    }
}
