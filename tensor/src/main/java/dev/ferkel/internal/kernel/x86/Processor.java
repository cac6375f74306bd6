package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Register.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What this processor can do, by its own word (cpuid), and what the system saves of it (xgetbv). */
public final class Processor {
    private static final int XMM_YMM = 6;
    private static final int XMM_YMM_MASK_ZMM = 0xE6;

    /** The first four letters of "GenuineIntel". */
    private static final int GENU = 0x756E6547;

    private final boolean avx2;
    private final boolean avx512;
    private final boolean vnni;

    private final boolean intel;

    private Processor(boolean intel, boolean avx2, boolean avx512, boolean vnni) {
        this.intel = intel;
        this.avx2 = avx2;
        this.avx512 = avx512;
        this.vnni = vnni;
    }

    /** Made by Intel. */
    public boolean isIntel() {
        return intel;
    }

    /** AVX2 with FMA and F16C, as nearly all desktops since 2013 have them. */
    public boolean hasAvx2() {
        return avx2;
    }

    /** AVX-512 F, DQ, BW and VL. */
    public boolean hasAvx512() {
        return avx512;
    }

    /** As {@link #hasAvx512}, with products of four bytes at once (AVX512_VNNI). */
    public boolean hasVnni() {
        return vnni;
    }

    /**
     * Asks the processor.
     *
     * @throws IllegalStateException where this is no x86-64, or the system forbids machine code of our own
     */
    public static Processor ask() {
        var arch = System.getProperty("os.arch");
        if (!arch.equals("amd64") && !arch.equals("x86_64")) {
            throw new IllegalStateException("the processor is " + arch + ", not x86-64");
        }
        if (System.getProperty("os.name").startsWith("Windows")) {
            throw new IllegalStateException("on Windows, machine code is not written yet");
        }
        try (var arena = Arena.ofConfined()) {
            var cpuid = MemorySegment.ofAddress(MachineCode.install(cpuidCode()));
            var xgetbv = MemorySegment.ofAddress(MachineCode.install(xgetbvCode()));
            var call = MachineCode.caller(3);
            var found = arena.allocate(16, 16);
            int[] zero = leaf(call, cpuid, found, 0, 0);
            int highest = zero[0];
            boolean intel = zero[1] == GENU;
            int[] one = leaf(call, cpuid, found, 1, 0);
            boolean saves = (one[2] >>> 27 & 1) == 1;
            if (highest < 7 || !saves) {
                return new Processor(intel, false, false, false);
            }
            int states = leaf(call, xgetbv, found, 0, 0)[0];
            int[] seven = leaf(call, cpuid, found, 7, 0);
            int needed = 1 << 16 | 1 << 17 | 1 << 30 | 1 << 31;
            boolean f16c = (one[2] >>> 29 & 1) == 1;
            boolean avx512 = f16c && (states & XMM_YMM_MASK_ZMM) == XMM_YMM_MASK_ZMM && (seven[1] & needed) == needed;
            boolean fma = (one[2] >>> 12 & 1) == 1;
            boolean avx2 = (states & XMM_YMM) == XMM_YMM && (seven[1] >>> 5 & 1) == 1 && fma && f16c;
            return new Processor(intel, avx2, avx512, avx512 && (seven[2] >>> 11 & 1) == 1);
        }
    }

    /** eax, ebx, ecx, edx. */
    private static int[] leaf(MethodHandle call, MemorySegment code, MemorySegment found, int leaf, int subleaf) {
        try {
            call.invokeExact(code, (long) leaf, (long) subleaf, found.address());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return found.toArray(ValueLayout.JAVA_INT);
    }

    /** void f(leaf, subleaf, result). */
    private static byte[] cpuidCode() {
        var a = new Assembler()
                .push(RBX)
                .move(RAX, RDI)
                .move(RCX, RSI)
                .move(R8, RDX)
                .cpuid();
        return stored(a).pop(RBX).ret().code();
    }

    /** void f(unused, register, result). */
    private static byte[] xgetbvCode() {
        var a = new Assembler().push(RBX).move(RCX, RSI).move(R8, RDX).xgetbv();
        return stored(a).pop(RBX).ret().code();
    }

    private static Assembler stored(Assembler a) {
        var to = Address.at(R8);
        return a.store32(to, RAX)
                .store32(to.plus(4), RBX)
                .store32(to.plus(8), RCX)
                .store32(to.plus(12), RDX);
    }
}
