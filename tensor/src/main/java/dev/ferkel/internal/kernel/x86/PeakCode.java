package dev.ferkel.internal.kernel.x86;

import static dev.ferkel.internal.kernel.x86.Instruction.*;
import static dev.ferkel.internal.kernel.x86.Register.*;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A tier's loops that do nothing but read, or nothing but multiply: what none of its kernels can be faster than. */
public final class PeakCode {
    /** Bytes a turn of {@link #read} reads. */
    public static final int READ_BYTES = 512;

    private static final MethodHandle CALL = MachineCode.caller(2);

    /** Sums of {@link #words}. */
    private static final int CHAINS = 4;

    /** Products that a sum of 16 bits takes, as {@link WordProduct} adds up a block's. */
    private static final int QUADS = 8;

    private final ProductTier tier;
    private final MemorySegment reading;
    private final MemorySegment bytes;
    private final MemorySegment floats;

    public PeakCode(ProductTier tier) {
        this.tier = tier;
        reading = installed(reading(tier));
        bytes = installed(bytes(tier));
        floats = installed(floats(tier));
    }

    private static MemorySegment installed(byte[] code) {
        return MemorySegment.ofAddress(MachineCode.install(code));
    }

    private static int registerBytes(ProductTier tier) {
        return tier == ProductTier.AVX2 ? 32 : 64;
    }

    /** Sums side by side, enough to hide an instruction's latency. */
    private static int sums(ProductTier tier) {
        return tier == ProductTier.AVX2 ? 12 : 24;
    }

    static byte[] reading(ProductTier tier) {
        int width = registerBytes(tier);
        var writer = new Writer(new Assembler(), tier);
        return writer.loop(8, () -> {
            for (int i = 0; i < READ_BYTES / width; i++) {
                writer.add(i % 8, Address.at(RSI).plus(width * i));
            }
            writer.a.add(RSI, READ_BYTES);
        });
    }

    static byte[] bytes(ProductTier tier) {
        return tier == ProductTier.VNNI ? multiplying(tier, VPDPBUSD) : words(tier);
    }

    static byte[] floats(ProductTier tier) {
        return multiplying(tier, VFMADD231PS);
    }

    private static byte[] multiplying(ProductTier tier, Instruction op) {
        int sums = sums(tier);
        var writer = new Writer(new Assembler(), tier);
        return writer.loop(sums + 2, () -> {
            for (int i = 0; i < sums; i++) {
                writer.vector(op, i, sums, sums + 1);
            }
        });
    }

    /** Products in pairs, eight of which are added up in 16 bits before they go to 32. */
    private static byte[] words(ProductTier tier) {
        int product = 2 * CHAINS;
        int factor = 3 * CHAINS;
        var writer = new Writer(new Assembler(), tier);
        return writer.loop(factor + 2, () -> {
            for (int quad = 0; quad < QUADS; quad++) {
                for (int i = 0; i < CHAINS; i++) {
                    writer.vector(VPMADDUBSW, product + i, factor, factor + 1);
                    writer.vector(VPADDW, CHAINS + i, CHAINS + i, product + i);
                }
            }
            for (int i = 0; i < CHAINS; i++) {
                writer.vector(VPMADDWD, product + i, CHAINS + i, factor);
                writer.vector(VPADDD, i, i, product + i);
                writer.vector(VPXORD, CHAINS + i, CHAINS + i, CHAINS + i);
            }
        });
    }

    private record Writer(Assembler a, ProductTier tier) {
        void vector(Instruction op, int target, int source1, int source2) {
            if (tier == ProductTier.AVX2) {
                a.half(op, target, source1, source2);
            } else {
                a.vector(op, target, source1, source2);
            }
        }

        void add(int target, Address memory) {
            if (tier == ProductTier.AVX2) {
                a.half(VPADDD, target, target, memory);
            } else {
                a.vector(VPADDD, target, target, memory);
            }
        }

        /** RDI times what {@code body} writes, with so many registers that are zero at first. */
        byte[] loop(int registers, Runnable body) {
            for (int i = 0; i < registers; i++) {
                vector(VPXORD, i, i, i);
            }
            var loop = new Label();
            a.align().bind(loop);
            body.run();
            return a.decrement(RDI)
                    .jump(Assembler.NOT_ZERO, loop)
                    .vzeroupper()
                    .ret()
                    .code();
        }
    }

    private static void call(MemorySegment code, long turns, long address) {
        try {
            CALL.invokeExact(code, turns, address);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads {@code turns} times {@link #READ_BYTES}; at least one. */
    public void read(long address, long turns) {
        call(reading, turns, address);
    }

    public void multiplyBytes(long turns) {
        call(bytes, turns, 0);
    }

    /** Multiplications and additions a turn of {@link #multiplyBytes} does. */
    public long byteOperations() {
        long products = tier == ProductTier.VNNI ? sums(tier) : (long) QUADS * CHAINS;
        return 2 * products * registerBytes(tier);
    }

    public void multiplyFloats(long turns) {
        call(floats, turns, 0);
    }

    /** Multiplications and additions a turn of {@link #multiplyFloats} does. */
    public long floatOperations() {
        return 2L * sums(tier) * registerBytes(tier) / 4;
    }
}
