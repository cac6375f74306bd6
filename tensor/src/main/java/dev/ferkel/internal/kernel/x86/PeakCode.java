package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Loops that do nothing but read, or nothing but multiply: what no kernel can be faster than. */
public final class PeakCode {
    /** Bytes a turn of {@link #read} reads. */
    public static final int READ_BYTES = 512;

    /** Multiplications and additions a turn of {@link #multiplyBytes} does. */
    public static final long BYTE_OPERATIONS = 24 * 128;

    /** Multiplications and additions a turn of {@link #multiplyFloats} does. */
    public static final long FLOAT_OPERATIONS = 24 * 32;

    private static final MethodHandle CALL = MachineCode.caller(2);
    private static final MemorySegment READ = MemorySegment.ofAddress(MachineCode.install(reading()));
    private static final MemorySegment BYTES = MemorySegment.ofAddress(MachineCode.install(multiplying(VPDPBUSD)));
    private static final MemorySegment FLOATS = MemorySegment.ofAddress(MachineCode.install(multiplying(VFMADD231PS)));

    private PeakCode() {}

    private static byte[] reading() {
        var a = new Assembler();
        var loop = new Label();
        for (int i = 0; i < 8; i++) {
            a.vector(VPXORD, i, i, i);
        }
        a.align().bind(loop);
        for (int i = 0; i < 8; i++) {
            a.vector(VPADDD, i, i, Address.at(RSI).plus(64 * i));
        }
        return a.add(RSI, READ_BYTES)
                .decrement(RDI)
                .jump(Assembler.NOT_ZERO, loop)
                .vzeroupper()
                .ret()
                .code();
    }

    private static byte[] multiplying(Instruction op) {
        var a = new Assembler();
        var loop = new Label();
        for (int i = 0; i < 26; i++) {
            a.vector(VPXORD, i, i, i);
        }
        a.align().bind(loop);
        for (int i = 0; i < 24; i++) {
            a.vector(op, i, 24, 25);
        }
        return a.decrement(RDI)
                .jump(Assembler.NOT_ZERO, loop)
                .vzeroupper()
                .ret()
                .code();
    }

    private static void call(MemorySegment code, long turns, long address) {
        try {
            CALL.invokeExact(code, turns, address);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads {@code turns} times {@link #READ_BYTES}; at least one. */
    public static void read(long address, long turns) {
        call(READ, turns, address);
    }

    public static void multiplyBytes(long turns) {
        call(BYTES, turns, 0);
    }

    public static void multiplyFloats(long turns) {
        call(FLOATS, turns, 0);
    }
}
