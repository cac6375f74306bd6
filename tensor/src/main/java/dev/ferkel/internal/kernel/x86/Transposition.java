package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Turns matrices of F32 or F16 by emitted code, squares of 16 numbers by AVX-512 or of 8 by AVX2, in F32:
 * {@code void f(squares, x, bytes a row of x, y, bytes a row of y)} for squares beside each other in x.
 */
public final class Transposition {
    private static final MethodHandle CALL = MachineCode.caller(5);

    private Transposition() {}

    /** Each set has its own class: code of a tier is not written where it can't run. */
    private static final class Wide {
        static final MemorySegment F32 = installed(wide(false));
        static final MemorySegment F16 = installed(wide(true));
    }

    private static final class Narrow {
        static final MemorySegment F32 = installed(narrow(false));
        static final MemorySegment F16 = installed(narrow(true));
    }

    private static MemorySegment installed(byte[] code) {
        return MemorySegment.ofAddress(MachineCode.install(code));
    }

    /** Rows and columns of a square. */
    public static int side(boolean wide) {
        return wide ? 16 : 8;
    }

    /**
     * Turns whole squares.
     *
     * @param wide by AVX-512
     * @param lds numbers between rows of the source
     * @param rows a multiple of {@link #side}
     * @param columns at least one square; those beyond the last whole one are left out
     * @param ldt numbers between rows of the target
     */
    public static void run(
            boolean wide, boolean half, long source, long lds, int rows, int columns, long target, long ldt) {
        var code = wide ? half ? Wide.F16 : Wide.F32 : half ? Narrow.F16 : Narrow.F32;
        int side = side(wide);
        long size = half ? 2 : 4;
        try {
            for (long r = 0; r < rows; r += side) {
                CALL.invokeExact(
                        code, (long) columns / side, source + size * r * lds, size * lds, target + 4 * r, 4 * ldt);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** r10 and r11: 4 and 12 rows of y. */
    private static Assembler begin(Label loop) {
        var a = new Assembler();
        a.address(R10, Address.at(R8, R8, 1)).add(R10, R10);
        a.address(R11, Address.at(R10, R10, 2));
        return a.align().bind(loop).move(RAX, RSI);
    }

    /** Of an instruction of three registers. */
    private interface Three {
        Assembler write(Instruction op, int target, int a, int b);
    }

    /** .. and a constant. */
    private interface Four {
        Assembler write(Instruction op, int target, int a, int b, int constant);
    }

    /** Turns each four by four numbers of registers r to r + 3; t to t + 3 are overwritten. */
    private static void quads(int r, int t, Three three, Four four) {
        three.write(VUNPCKLPS, t, r, r + 1);
        three.write(VUNPCKHPS, t + 1, r, r + 1);
        three.write(VUNPCKLPS, t + 2, r + 2, r + 3);
        three.write(VUNPCKHPS, t + 3, r + 2, r + 3);
        for (int i = 0; i < 4; i++) {
            four.write(VSHUFPS, r + i, t + i / 2, t + 2 + i / 2, i % 2 == 0 ? 0x44 : 0xEE);
        }
    }

    static byte[] wide(boolean half) {
        var loop = new Label();
        var a = begin(loop);
        for (int i = 0; i < 16; i++) {
            a.vector(half ? VCVTPH2PS : VMOVUPS, i, Address.at(RAX)).add(RAX, RDX);
        }
        for (int i = 0; i < 16; i += 4) {
            quads(i, 16, a::vector, a::vector);
        }
        a.move(RAX, RCX);
        for (int j = 0; j < 4; j++) {
            a.vector(VSHUFF32X4, 16, j, j + 4, 0x88)
                    .vector(VSHUFF32X4, 17, j + 8, j + 12, 0x88)
                    .vector(VSHUFF32X4, 18, j, j + 4, 0xDD)
                    .vector(VSHUFF32X4, 19, j + 8, j + 12, 0xDD)
                    .vector(VSHUFF32X4, 20, 16, 17, 0x88)
                    .vector(VSHUFF32X4, 21, 18, 19, 0x88)
                    .vector(VSHUFF32X4, 22, 16, 17, 0xDD)
                    .vector(VSHUFF32X4, 23, 18, 19, 0xDD)
                    .vector(VMOVUPS_STORE, 20, Address.at(RAX))
                    .vector(VMOVUPS_STORE, 21, Address.at(RAX, R10, 1))
                    .vector(VMOVUPS_STORE, 22, Address.at(RAX, R10, 2))
                    .vector(VMOVUPS_STORE, 23, Address.at(RAX, R11, 1))
                    .add(RAX, R8);
        }
        return end(a, loop, half ? 32 : 64, 4);
    }

    static byte[] narrow(boolean half) {
        var loop = new Label();
        var a = begin(loop);
        for (int i = 0; i < 8; i++) {
            a.half(half ? VCVTPH2PS : VMOVUPS, i, Address.at(RAX)).add(RAX, RDX);
        }
        for (int i = 0; i < 8; i += 4) {
            quads(i, 8, a::half, a::half);
        }
        a.move(RAX, RCX);
        for (int j = 0; j < 4; j++) {
            a.half(VPERM2F128, 8, j, j + 4, 0x20)
                    .half(VPERM2F128, 9, j, j + 4, 0x31)
                    .half(VMOVUPS_STORE, 8, Address.at(RAX))
                    .half(VMOVUPS_STORE, 9, Address.at(RAX, R10, 1))
                    .add(RAX, R8);
        }
        return end(a, loop, half ? 16 : 32, 2);
    }

    /** The next square lies {@code bytes} further in x, and 4 * {@code rows} rows further in y. */
    private static byte[] end(Assembler a, Label loop, int bytes, int rows) {
        return a.add(RSI, bytes)
                .address(RCX, Address.at(RCX, R10, rows))
                .decrement(RDI)
                .jump(Assembler.NOT_ZERO, loop)
                .vzeroupper()
                .ret()
                .code();
    }
}
