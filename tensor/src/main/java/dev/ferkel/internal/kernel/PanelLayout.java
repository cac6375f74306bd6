package dev.ferkel.internal.kernel;

import dev.ferkel.internal.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * How weights lie in panels. A group is 16 rows; in it, block after block of k, come the scales of all rows, then their
 * codes, four consecutive k of a row in 32 bits and the 16 rows beside each other in 64 bytes. Codes are unsigned: 8 bits,
 * or 4 bits with the first 16 k of a block of 32 in the low halves. So one vector holds 16 rows, nothing is summed across a
 * vector, and a product of one token and a product of many read the same bytes in the same order.
 */
public enum PanelLayout {
    /** 16 F16 scales, codes. */
    SCALE_8(8, 128, 32, 32),
    /** 16 F16 scales, codes. */
    SCALE_4(4, 8, 32, 32),
    /** 16 F16 scales, 16 F16 minimums, codes. */
    SCALE_MINIMUM_4(4, 0, 32, 64),
    /** 16 F16 scales, codes: the low four bits as above, then the high bits, of eight k in a byte. */
    SCALE_5(5, 16, 32, 32),
    /** 16 F16 scales, 16 F16 minimums, codes as above. */
    SCALE_MINIMUM_5(5, 0, 32, 64),
    /** A super-block of 256: 16 F16 scales, 16 F16 scales of minimums; eight times 16 + 16 U8 factors and codes. */
    SUPER_MINIMUM_4(4, 0, 256, 64),
    /** As above, with codes of five bits. */
    SUPER_MINIMUM_5(5, 0, 256, 64),
    /**
     * A super-block of 256: 16 F16 scales; eight times 16 + 16 I8 factors, of the first and the last 16 k, and codes: the low
     * four bits as above, then the high two bits of the first and of the last 16 k, four in a byte.
     */
    SUPER_HALVES_6(6, 32, 256, 32),
    /** F16 numbers, k after k, for activations as they are: also what types without a layout of their own become. */
    HALF(16, 0, 1, 0),
    /** As above, in BF16. */
    BRAIN(16, 0, 1, 0),
    /** As above, in F32. */
    FLOAT(32, 0, 1, 0);

    /** Of a code, 8, 6, 5 or 4, or of a number. */
    public final int bits;

    /** What the codes have too much. */
    public final int bias;

    /** k of one block. */
    public final int block;
    /** Bytes before a block's first codes, or before its sub-blocks. */
    public final int head;

    PanelLayout(int bits, int bias, int block, int head) {
        this.bits = bits;
        this.bias = bias;
        this.block = block;
        this.head = head;
    }

    /** Bytes of a group's codes for 32 k. */
    int codeBytes() {
        return 64 * bits;
    }

    public boolean isSuper() {
        return block == 256;
    }

    /** Whether products take {@link Activations}, and not F32 rows. */
    public boolean rounds() {
        return bits <= 8;
    }

    /** Bytes of a group's block. */
    int blockBytes() {
        if (!rounds()) {
            return 2 * bits;
        }
        return isSuper() ? head + 8 * (32 + codeBytes()) : head + codeBytes();
    }

    /** The layout of a type's panels, or null where it has none. */
    public static @Nullable PanelLayout of(DType type) {
        return switch (type) {
            case Q8_0, IQ4_NL -> SCALE_8;
            case Q5_0 -> SCALE_5;
            case Q4_0 -> SCALE_4;
            case Q4_1 -> SCALE_MINIMUM_4;
            case Q5_1 -> SCALE_MINIMUM_5;
            case Q4_K -> SUPER_MINIMUM_4;
            case Q5_K -> SUPER_MINIMUM_5;
            case Q6_K, Q3_K -> SUPER_HALVES_6;
            case BF16 -> BRAIN;
            case F32 -> FLOAT;
            case F64, I8, I16, I32, I64 -> null;
            default -> HALF;
        };
    }
}
