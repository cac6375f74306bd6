package dev.ferkel.internal.kernel.x86;

import java.util.Arrays;

/**
 * Writes x86-64 machine code: vector instructions in their EVEX form on 32 registers of 512 bits, the few integer
 * instructions that loops need, and jumps. Vector registers are numbers from 0 to 31.
 */
final class Assembler {
    /** Condition codes of {@link #jump(int, Label)}. */
    static final int ZERO = 4;

    static final int NOT_ZERO = 5;

    private static final int LENGTH_512 = 2;

    private byte[] code = new byte[1 << 12];
    private int size;
    /** Mask register of the next vector instruction, 0 for none, and whether it clears the lanes it leaves out. */
    private int mask;

    private boolean clears;

    byte[] code() {
        return Arrays.copyOf(code, size);
    }

    private void put(int... bytes) {
        for (int b : bytes) {
            if (size == code.length) {
                code = Arrays.copyOf(code, 2 * size);
            }
            code[size++] = (byte) b;
        }
    }

    private void put32(int value) {
        put(value, value >> 8, value >> 16, value >> 24);
    }

    /** The next vector instruction touches only the lanes of mask register k (1 to 7); {@code clears} zeroes the others. */
    Assembler masked(int k, boolean clears) {
        mask = k;
        this.clears = clears;
        return this;
    }

    /** target = source1 op source2. */
    Assembler vector(Instruction op, int target, int source1, int source2) {
        evex(op, target, source1, source2 >> 4 & 1, source2 >> 3 & 1, false);
        put(op.opcode, 0xC0 | (target & 7) << 3 | (source2 & 7));
        return this;
    }

    /** target = op source, for instructions with one source. */
    Assembler vector(Instruction op, int target, int source) {
        return vector(op, target, 0, source);
    }

    /** target = source op memory; a store writes {@code target} to memory. */
    Assembler vector(Instruction op, int target, int source, Address memory) {
        var index = memory.index();
        evex(
                op,
                target,
                source,
                index == null ? 0 : index.number() >> 3,
                memory.base().number() >> 3,
                memory.broadcast());
        put(op.opcode);
        operand(target, memory, compression(op, memory.broadcast()));
        return this;
    }

    /** Loads, stores, and instructions whose only source is memory. */
    Assembler vector(Instruction op, int target, Address memory) {
        return vector(op, target, 0, memory);
    }

    /** target = source shifted by a number of bits. */
    Assembler shift(Instruction op, int target, int source, int bits) {
        evex(op, op.digit, target, source >> 4 & 1, source >> 3 & 1, false);
        put(op.opcode, 0xC0 | op.digit << 3 | (source & 7), bits);
        return this;
    }

    /** Instructions with a constant of 8 bits: shuffles, and comparisons, whose target is a mask register. */
    Assembler vector(Instruction op, int target, int source1, int source2, int constant) {
        vector(op, target, source1, source2).put(constant);
        return this;
    }

    /** As {@link #vector(Instruction, int, int, int, int)} with a place in memory. */
    Assembler vector(Instruction op, int target, int source, Address memory, int constant) {
        vector(op, target, source, memory).put(constant);
        return this;
    }

    /**
     * vpgatherdd: 32 bits from each of the addresses base + index + displacement. Mask register k says which lanes, and is
     * cleared.
     */
    Assembler gather(int target, int k, Register base, int index, int displacement) {
        put(
                0x62,
                (~target >> 3 & 1) << 7
                        | (~index >> 3 & 1) << 6
                        | (~base.number() >> 3 & 1) << 5
                        | (~target >> 4 & 1) << 4
                        | 2,
                0x7D,
                LENGTH_512 << 5 | (~index >> 4 & 1) << 3 | k,
                0x90,
                0x84 | (target & 7) << 3,
                (index & 7) << 3 | (base.number() & 7));
        put32(displacement);
        return this;
    }

    /** Zero flag: whether two mask registers have no lane at all. */
    Assembler testMasks(int a, int b) {
        put(0xC5, 0xF8, 0x98, 0xC0 | a << 3 | b);
        return this;
    }

    /** Mask register k = the low 16 bits of a general register below r8. */
    Assembler moveMask(int k, Register source) {
        put(0xC5, 0xF8, 0x92, 0xC0 | k << 3 | source.number());
        return this;
    }

    /** All lanes of target = the low half of a general register. */
    Assembler broadcast(int target, Register source) {
        return vector(Instruction.VPBROADCASTD_GENERAL, target, 0, source.number());
    }

    /** In its VEX form, on the 16 registers of 256 bits that processors with AVX2 have: target = source1 op source2. */
    Assembler half(Instruction op, int target, int source1, int source2) {
        vex(op, target, source1, 0, source2 >> 3);
        put(op.opcode, 0xC0 | (target & 7) << 3 | (source2 & 7));
        return this;
    }

    /** In its VEX form: target = source1 op source2, with a constant. */
    Assembler half(Instruction op, int target, int source1, int source2, int constant) {
        half(op, target, source1, source2).put(constant);
        return this;
    }

    /** In its VEX form: target = op source. */
    Assembler half(Instruction op, int target, int source) {
        return half(op, target, 0, source);
    }

    /** In its VEX form: target = source op memory; a store writes {@code target}. */
    Assembler half(Instruction op, int target, int source, Address memory) {
        var index = memory.index();
        vex(
                op,
                target,
                source,
                index == null ? 0 : index.number() >> 3,
                memory.base().number() >> 3);
        put(op.opcode);
        operand(target, memory, 1);
        return this;
    }

    /** In its VEX form: loads, stores, and instructions whose only source is memory. */
    Assembler half(Instruction op, int target, Address memory) {
        return half(op, target, 0, memory);
    }

    /** In its VEX form: target = source shifted by a number of bits. */
    Assembler halfShift(Instruction op, int target, int source, int bits) {
        vex(op, op.digit, target, 0, source >> 3);
        put(op.opcode, 0xC0 | op.digit << 3 | (source & 7), bits);
        return this;
    }

    private void vex(Instruction op, int reg, int vvvv, int x, int b) {
        put(
                0xC4,
                (~reg >> 3 & 1) << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | op.map,
                op.w << 7 | (~vvvv & 15) << 3 | 4 | op.prefix);
    }

    /** Sets a register to a number of 64 bits. */
    Assembler move(Register target, long value) {
        put(0x48 | target.number() >> 3, 0xB8 | (target.number() & 7));
        put32((int) value);
        put32((int) (value >> 32));
        return this;
    }

    private static int compression(Instruction op, boolean broadcast) {
        if (broadcast) {
            return 4;
        }
        return op.tuple > 0 ? op.tuple : 64 >> -op.tuple;
    }

    private void evex(Instruction op, int reg, int vvvv, int x, int b, boolean broadcast) {
        put(
                0x62,
                (~reg >> 3 & 1) << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | (~reg >> 4 & 1) << 4 | op.map,
                op.w << 7 | (~vvvv & 15) << 3 | 4 | op.prefix,
                (clears ? 0x80 : 0) | LENGTH_512 << 5 | (broadcast ? 0x10 : 0) | (~vvvv >> 4 & 1) << 3 | mask);
        mask = 0;
        clears = false;
    }

    /** ModRM, SIB and displacement of a memory operand; {@code unit} divides a displacement of one byte. */
    private void operand(int reg, Address memory, int unit) {
        int base = memory.base().number() & 7;
        var index = memory.index();
        boolean sib = index != null || base == 4;
        int displacement = memory.displacement();
        boolean small = displacement % unit == 0 && displacement / unit == (byte) (displacement / unit);
        int mode = displacement == 0 && base != 5 ? 0 : small ? 1 : 2;
        put(mode << 6 | (reg & 7) << 3 | (sib ? 4 : base));
        if (sib) {
            int number = index == null ? 4 : index.number() & 7;
            put(Integer.numberOfTrailingZeros(memory.scale()) << 6 | number << 3 | base);
        }
        if (mode == 1) {
            put(displacement / unit);
        } else if (mode == 2) {
            put32(displacement);
        }
    }

    private void rex(int reg, int index, int base) {
        put(0x48 | (reg >> 3 & 1) << 2 | (index >> 3 & 1) << 1 | (base >> 3 & 1));
    }

    private Assembler registers(int opcode, Register target, Register source) {
        rex(source.number(), 0, target.number());
        put(opcode, 0xC0 | (source.number() & 7) << 3 | (target.number() & 7));
        return this;
    }

    Assembler move(Register target, Register source) {
        return registers(0x89, target, source);
    }

    Assembler add(Register target, Register source) {
        return registers(0x01, target, source);
    }

    Assembler subtract(Register target, Register source) {
        return registers(0x29, target, source);
    }

    /** target = memory * factor, 64 bits. */
    Assembler multiply(Register target, Address memory, int factor) {
        addressed(0x69, target, memory);
        put32(factor);
        return this;
    }

    Assembler test(Register a, Register b) {
        return registers(0x85, a, b);
    }

    Assembler load(Register target, Address memory) {
        return addressed(0x8B, target, memory);
    }

    Assembler store(Address memory, Register source) {
        return addressed(0x89, source, memory);
    }

    /** Stores the low 32 bits. */
    Assembler store32(Address memory, Register source) {
        int base = memory.base().number();
        put(0x40 | (source.number() >> 3) << 2 | base >> 3, 0x89);
        operand(source.number(), memory, 1);
        return this;
    }

    Assembler address(Register target, Address memory) {
        return addressed(0x8D, target, memory);
    }

    private Assembler addressed(int opcode, Register register, Address memory) {
        var index = memory.index();
        rex(register.number(), index == null ? 0 : index.number(), memory.base().number());
        put(opcode);
        operand(register.number(), memory, 1);
        return this;
    }

    /** Sets a register to a number of 32 bits, sign extended. */
    Assembler move(Register target, int value) {
        rex(0, 0, target.number());
        put(0xC7, 0xC0 | (target.number() & 7));
        put32(value);
        return this;
    }

    Assembler add(Register target, int value) {
        return immediate(0, target, value);
    }

    Assembler subtract(Register target, int value) {
        return immediate(5, target, value);
    }

    private Assembler immediate(int digit, Register target, int value) {
        boolean small = value == (byte) value;
        rex(0, 0, target.number());
        put(small ? 0x83 : 0x81, 0xC0 | digit << 3 | (target.number() & 7));
        if (small) {
            put(value);
        } else {
            put32(value);
        }
        return this;
    }

    Assembler decrement(Register target) {
        rex(0, 0, target.number());
        put(0xFF, 0xC8 | (target.number() & 7));
        return this;
    }

    Assembler push(Register register) {
        if (register.number() > 7) {
            put(0x41);
        }
        put(0x50 | (register.number() & 7));
        return this;
    }

    Assembler pop(Register register) {
        if (register.number() > 7) {
            put(0x41);
        }
        put(0x58 | (register.number() & 7));
        return this;
    }

    /** prefetcht1: asks for a line of memory, into the second-level cache. No address is an error. */
    Assembler prefetch(Address memory) {
        var index = memory.index();
        int extended =
                (index == null ? 0 : index.number() >> 3) << 1 | memory.base().number() >> 3;
        if (extended != 0) {
            put(0x40 | extended);
        }
        put(0x0F, 0x18);
        operand(2, memory, 1);
        return this;
    }

    /** cpuid: leaf in eax, subleaf in ecx, results in eax, ebx, ecx and edx. */
    Assembler cpuid() {
        put(0x0F, 0xA2);
        return this;
    }

    /** xgetbv: which register state the system saves, for ecx = 0 in eax. */
    Assembler xgetbv() {
        put(0x0F, 0x01, 0xD0);
        return this;
    }

    Assembler vzeroupper() {
        put(0xC5, 0xF8, 0x77);
        return this;
    }

    Assembler ret() {
        put(0xC3);
        return this;
    }

    Assembler jump(int condition, Label label) {
        put(0x0F, 0x80 | condition);
        label.uses.add(size);
        put32(0);
        patch(label);
        return this;
    }

    /** Begins a loop at a multiple of 32 bytes, where the decoder likes it. */
    Assembler align() {
        while (size % 32 != 0) {
            put(0x90);
        }
        return this;
    }

    Assembler bind(Label label) {
        label.position = size;
        patch(label);
        return this;
    }

    private void patch(Label label) {
        if (label.position < 0) {
            return;
        }
        for (int use : label.uses) {
            int distance = label.position - use - 4;
            for (int i = 0; i < 4; i++) {
                code[use + i] = (byte) (distance >> 8 * i);
            }
        }
        label.uses.clear();
    }
}
