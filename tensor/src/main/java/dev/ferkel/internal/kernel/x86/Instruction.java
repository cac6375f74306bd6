package dev.ferkel.internal.kernel.x86;

/**
 * The vector instructions that kernels use, as the Intel Software Developer's Manual (volume 2) encodes them: mandatory
 * prefix, opcode map, W bit, opcode, and how a memory operand's displacement is compressed.
 */
enum Instruction {
    VMOVUPS(0, 1, 0, 0x10),
    VMOVUPS_STORE(0, 1, 0, 0x11),
    VMOVDQU8(3, 1, 0, 0x6F),
    VMOVDQU32(2, 1, 0, 0x6F),
    VADDPS(0, 1, 0, 0x58),
    VSUBPS(0, 1, 0, 0x5C),
    VDIVPS(0, 1, 0, 0x5E),
    VMAXPS(0, 1, 0, 0x5F),
    VCMPPS(0, 1, 0, 0xC2),
    VSHUFPS(0, 1, 0, 0xC6),
    VUNPCKLPS(0, 1, 0, 0x14),
    VUNPCKHPS(0, 1, 0, 0x15),
    VSHUFF32X4(1, 3, 0, 0x23),
    /** Has no EVEX form. */
    VPERM2F128(1, 3, 0, 0x06),
    VSCALEFPS(1, 2, 0, 0x2C),
    VFMADD213PS(1, 2, 0, 0xA8),
    VCVTPS2DQ(1, 1, 0, 0x5B),
    VPMOVDB_STORE(2, 2, 0, 0x31, Instruction.QUARTER, -1),
    VPMOVDW_STORE(2, 2, 0, 0x33, Instruction.HALF, -1),
    VBROADCASTSS(1, 2, 0, 0x18, 4, -1),
    VPCMPD(1, 3, 0, 0x1F),
    VPMINSD(1, 2, 0, 0x39),
    VPMADDUBSW(1, 2, 0, 0x04),
    VPMADDWD(1, 1, 0, 0xF5),
    VPABSB(1, 2, 0, 0x1C),
    /** Has no EVEX form. */
    VPSIGNB(1, 2, 0, 0x08),
    VMULPS(0, 1, 0, 0x59),
    VCVTDQ2PS(0, 1, 0, 0x5B),
    VFMADD231PS(1, 2, 0, 0xB8),
    VFNMADD231PS(1, 2, 0, 0xBC),
    VPDPBUSD(1, 2, 0, 0x50),
    VPBROADCASTD(1, 2, 0, 0x58, 4, -1),
    VPBROADCASTD_GENERAL(1, 2, 0, 0x7C),
    VPMOVZXBD(1, 2, 0, 0x31, Instruction.QUARTER, -1),
    VPMOVSXBD(1, 2, 0, 0x21, Instruction.QUARTER, -1),
    VPMOVZXWD(1, 2, 0, 0x33, Instruction.HALF, -1),
    VCVTPH2PS(1, 2, 0, 0x13, Instruction.HALF, -1),
    VPANDD(1, 1, 0, 0xDB),
    VPORD(1, 1, 0, 0xEB),
    VPXORD(1, 1, 0, 0xEF),
    VPADDW(1, 1, 0, 0xFD),
    VPADDD(1, 1, 0, 0xFE),
    VPSUBD(1, 1, 0, 0xFA),
    VPSLLW(1, 1, 0, 0x71, Instruction.FULL, 6),
    VPSRLW(1, 1, 0, 0x71, Instruction.FULL, 2),
    VPSLLD(1, 1, 0, 0x72, Instruction.FULL, 6),
    VPSRLD(1, 1, 0, 0x72, Instruction.FULL, 2);

    /** Displacements are scaled by the vector's length. */
    static final int FULL = 0;

    /** .. by half of it. */
    static final int HALF = -1;

    /** .. by a quarter of it. */
    static final int QUARTER = -2;

    final int prefix;
    final int map;
    final int w;
    final int opcode;
    /** {@link #FULL}, {@link #HALF}, {@link #QUARTER}, or bytes where they don't depend on the vector's length. */
    final int tuple;
    /** Digit in the register field of instructions that write a shifted register, else -1. */
    final int digit;

    Instruction(int prefix, int map, int w, int opcode) {
        this(prefix, map, w, opcode, Instruction.FULL, -1);
    }

    Instruction(int prefix, int map, int w, int opcode, int tuple, int digit) {
        this.prefix = prefix;
        this.map = map;
        this.w = w;
        this.opcode = opcode;
        this.tuple = tuple;
        this.digit = digit;
    }
}
