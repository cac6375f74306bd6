package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import dev.ferkel.internal.kernel.Activations;

/** What the writers of element-wise code share: exp, and sums and maximums over a register's lanes. */
final class ElementCode {
    private static final int SWAP_HALVES = 0x4E;
    private static final int SWAP_NEIGHBOURS = 0xB1;
    static final int LESS = 1;
    static final int UNORDERED = 3;
    static final int NOT_EQUAL = 4;
    static final int GREATER = 0x1E;

    private final Assembler a;
    private final Register constants;

    /** @param constants register that holds {@link Constants#ADDRESS} */
    ElementCode(Assembler a, Register constants) {
        this.a = a;
        this.constants = constants;
    }

    /** A constant in all lanes. */
    Address constant(int offset) {
        return Address.at(constants).plus(offset).repeated();
    }

    void load(int target, int offset) {
        a.vector(VBROADCASTSS, target, Address.at(constants).plus(offset));
    }

    /** target = exp(x) to the bits of {@code Exponential}; x stays. Takes three registers from {@code free}, and k5, k6. */
    void exp(int x, int target, int free) {
        int n = free;
        int r = free + 1;
        int square = free + 2;
        load(n, Constants.ROUND);
        a.vector(VFMADD231PS, n, x, constant(Constants.LOG2_E)).vector(VSUBPS, n, n, constant(Constants.ROUND));
        a.vector(VMOVUPS, r, x)
                .vector(VFMADD231PS, r, n, constant(Constants.LN2_HIGH))
                .vector(VFMADD231PS, r, n, constant(Constants.LN2_LOW));
        load(target, Constants.POLYNOMIAL);
        for (int i = 1; i < 6; i++) {
            a.vector(VFMADD213PS, target, r, constant(Constants.POLYNOMIAL + 4 * i));
        }
        a.vector(VMULPS, square, r, r)
                .vector(VFMADD213PS, target, square, r)
                .vector(VADDPS, target, target, constant(Constants.ONE))
                .vector(VSCALEFPS, target, target, n);
        a.vector(VCMPPS, 5, x, constant(Constants.LOWEST), LESS)
                .vector(VCMPPS, 6, x, constant(Constants.HIGHEST), GREATER)
                .masked(5, false)
                .vector(VPXORD, target, target, target)
                .masked(6, false);
        load(target, Constants.INFINITY);
    }

    /** All lanes of v = the lanes' total by {@code op}: 8 apart, then 4, 2 and 1. */
    void total(Instruction op, int v, int free) {
        a.vector(VSHUFF32X4, free, v, v, SWAP_HALVES).vector(op, v, v, free);
        a.vector(VSHUFF32X4, free, v, v, SWAP_NEIGHBOURS).vector(op, v, v, free);
        a.vector(VSHUFPS, free, v, v, SWAP_HALVES).vector(op, v, v, free);
        a.vector(VSHUFPS, free, v, v, SWAP_NEIGHBOURS).vector(op, v, v, free);
    }

    /**
     * {@code void f(blocks, x, target, constants, rounded)}: rounds blocks of 32 numbers to 8 bits, as {@code Activations}
     * says.
     *
     * @param rest of one block, rounds what its rounding left over
     */
    static byte[] quantize(boolean rest) {
        var a = new Assembler();
        var code = new ElementCode(a, RCX);
        var loop = new Label();
        var numbers = new Label();
        int zero = 20;
        a.move(RAX, 1).moveMask(7, RAX).vector(VPXORD, zero, zero, zero);
        code.load(4, Constants.MOST);
        a.align().bind(loop);
        a.vector(VMOVUPS, 0, Address.at(RSI)).vector(VMOVUPS, 1, Address.at(RSI).plus(64));
        if (rest) {
            a.vector(VBROADCASTSS, 5, Address.at(R8));
            for (int half = 0; half < 2; half++) {
                a.vector(VPMOVSXBD, 2, Address.at(R8).plus(Activations.NUMBERS + 16 * half))
                        .vector(VCVTDQ2PS, 2, 2)
                        .vector(VFNMADD231PS, half, 5, 2);
            }
        }
        a.vector(VPANDD, 2, 0, code.constant(Constants.MAGNITUDE))
                .vector(VPANDD, 3, 1, code.constant(Constants.MAGNITUDE))
                .vector(VMAXPS, 2, 2, 3);
        code.total(VMAXPS, 2, 3);
        a.vector(VCMPPS, 1, 0, 0, UNORDERED)
                .vector(VCMPPS, 2, 1, 1, UNORDERED)
                .testMasks(1, 2)
                .jump(Assembler.ZERO, numbers);
        code.load(2, Constants.NOT_A_NUMBER);
        a.bind(numbers);
        // a division of a whole register takes twice as long as of a half
        a.half(VDIVPS, 5, 4, 2)
                .vector(VBROADCASTSS, 5, 5)
                .half(VDIVPS, 6, 2, 4)
                .vector(VCMPPS, 1, 2, code.constant(Constants.INFINITY), LESS)
                .masked(1, false)
                .vector(VCMPPS, 1, 2, code.constant(Constants.LEAST), GREATER);
        for (int half = 0; half < 2; half++) {
            a.vector(VMULPS, half, half, 5)
                    .vector(VADDPS, half, half, code.constant(Constants.ROUND))
                    .vector(VSUBPS, half, half, code.constant(Constants.ROUND))
                    .masked(1, true)
                    .vector(VCVTPS2DQ, half, half)
                    .vector(VPMOVDB_STORE, half, Address.at(RDX).plus(16 + 16 * half));
        }
        a.vector(VPADDD, 7, 0, 1);
        code.total(VPADDD, 7, 3);
        code.total(VPADDD, 1, 3);
        a.vector(VCVTDQ2PS, 8, 7)
                .vector(VMULPS, 8, 8, 6)
                .vector(VPSUBD, 7, zero, 7)
                .vector(VPSUBD, 1, zero, 1);
        int[] head = {6, 7, 1, 8};
        for (int i = 0; i < 4; i++) {
            a.masked(7, false).vector(VMOVUPS_STORE, head[i], Address.at(RDX).plus(4 * i));
        }
        a.add(RSI, 128).add(RDX, 48).decrement(RDI).jump(Assembler.NOT_ZERO, loop);
        return a.vzeroupper().ret().code();
    }

    /** {@code void f(vectors, gate, up, y, constants)}: y = gate * sigmoid(gate) * up. */
    static byte[] swiglu() {
        var a = new Assembler();
        var code = new ElementCode(a, R8);
        var loop = new Label();
        code.load(10, Constants.ONE);
        a.align().bind(loop);
        a.vector(VMOVUPS, 0, Address.at(RSI)).vector(VPXORD, 1, 0, code.constant(Constants.SIGN));
        code.exp(1, 2, 3);
        a.vector(VADDPS, 2, 2, 10)
                .vector(VDIVPS, 2, 10, 2)
                .vector(VMULPS, 0, 0, 2)
                .vector(VMULPS, 0, 0, Address.at(RDX))
                .vector(VMOVUPS_STORE, 0, Address.at(RCX));
        a.add(RSI, 64).add(RDX, 64).add(RCX, 64).decrement(RDI).jump(Assembler.NOT_ZERO, loop);
        return a.vzeroupper().ret().code();
    }

    /**
     * {@code void f(rows, scores, states, sums, vectors of a row of sums, parameters, constants)}: one block of an online
     * softmax; parameters are seen, step, keys (I32) and the scale (F32).
     */
    static byte[] softmax() {
        var a = new Assembler();
        var code = new ElementCode(a, R11);
        a.load(R11, Address.at(RSP).plus(8)).move(RAX, 1).moveMask(7, RAX);
        int seen = 31;
        int step = 30;
        int keys = 29;
        int scale = 28;
        int counts = 24;
        int before = 22;
        int max = 21;
        int keep = 20;
        a.vector(VPBROADCASTD, seen, Address.at(R9))
                .vector(VPBROADCASTD, step, Address.at(R9).plus(4))
                .vector(VPBROADCASTD, keys, Address.at(R9).plus(8))
                .vector(VPBROADCASTD, scale, Address.at(R9).plus(12));
        for (int i = 0; i < 4; i++) {
            a.vector(VMOVUPS, counts + i, Address.at(R11).plus(Constants.COUNT + 64 * i));
        }
        var loop = new Label();
        var nothing = new Label();
        var keeps = new Label();
        var next = new Label();
        var shrink = new Label();
        a.align().bind(loop);
        a.vector(VPMINSD, 16, seen, keys);
        for (int i = 0; i < 4; i++) {
            a.vector(VPCMPD, 1 + i, counts + i, 16, LESS);
        }
        a.testMasks(1, 1).jump(Assembler.ZERO, nothing);
        code.load(max, Constants.MINUS_INFINITY);
        for (int i = 0; i < 4; i++) {
            a.masked(1 + i, true)
                    .vector(VMULPS, i, scale, Address.at(RSI).plus(64 * i))
                    .masked(1 + i, false)
                    .vector(VMAXPS, max, max, i);
        }
        code.total(VMAXPS, max, 16);
        a.vector(VBROADCASTSS, before, Address.at(RDX)).vector(VMAXPS, max, before, max);
        for (int i = 0; i < 4; i++) {
            a.vector(VSUBPS, i, i, max);
            code.exp(i, 4 + i, 8 + 3 * i);
            a.masked(1 + i, true)
                    .vector(VMOVUPS, 4 + i, 4 + i)
                    .vector(VMOVUPS_STORE, 4 + i, Address.at(RSI).plus(64 * i));
        }
        a.vector(VADDPS, 4, 4, 5).vector(VADDPS, 4, 4, 6).vector(VADDPS, 4, 4, 7);
        code.total(VADDPS, 4, 16);
        code.load(keep, Constants.ONE);
        a.vector(VCMPPS, 5, before, max, NOT_EQUAL).testMasks(5, 5).jump(Assembler.ZERO, keeps);
        a.vector(VSUBPS, before, before, max);
        code.exp(before, keep, 8);
        a.push(RCX).move(RAX, R8).bind(shrink);
        a.vector(VMULPS, 16, keep, Address.at(RCX))
                .vector(VMOVUPS_STORE, 16, Address.at(RCX))
                .add(RCX, 64)
                .decrement(RAX)
                .jump(Assembler.NOT_ZERO, shrink)
                .pop(RCX);
        a.bind(keeps);
        a.vector(VBROADCASTSS, 16, Address.at(RDX).plus(4))
                .vector(VFMADD213PS, 16, keep, 4)
                .masked(7, false)
                .vector(VMOVUPS_STORE, max, Address.at(RDX))
                .masked(7, false)
                .vector(VMOVUPS_STORE, 16, Address.at(RDX).plus(4));
        a.bind(next);
        a.move(RAX, R8);
        for (int i = 0; i < 6; i++) {
            a.add(RAX, RAX);
        }
        a.add(RSI, 256)
                .add(RDX, 8)
                .add(RCX, RAX)
                .vector(VPADDD, seen, seen, step)
                .decrement(RDI)
                .jump(Assembler.NOT_ZERO, loop);
        a.vzeroupper().ret();
        a.bind(nothing).vector(VPXORD, 0, 0, 0);
        for (int i = 0; i < 4; i++) {
            a.vector(VMOVUPS_STORE, 0, Address.at(RSI).plus(64 * i));
        }
        return a.test(RDI, RDI).jump(Assembler.NOT_ZERO, next).code();
    }
}
