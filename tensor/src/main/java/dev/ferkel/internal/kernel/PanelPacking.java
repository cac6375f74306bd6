package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.ALL;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import java.lang.foreign.ValueLayout;

/** Takes GGUF blocks apart (layouts as in ggml's ggml-common.h) and puts their scales and codes into panels. */
final class PanelPacking {
    private final PanelLayout layout;
    private final DType type;
    private final int columns;
    private final int[] codes = new int[256];

    PanelPacking(PanelLayout layout, DType type, int columns) {
        this.layout = layout;
        this.type = type;
        this.columns = columns;
    }

    static int u8(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address) & 0xff;
    }

    static int i8(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    static int i32(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static float half(long address) {
        return Float.float16ToFloat(ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address));
    }

    private static void put8(long address, int value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    private static void put32(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    private static void copy16(long from, long to) {
        ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, to, ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, from));
    }

    /** Where the code of a row's k lies within a group's codes of 8 bits. */
    static int place(int lane, int k) {
        return k / 4 * 64 + lane * 4 + k % 4;
    }

    /** Packs rows [first, first + 16) of a matrix of {@code rows}; those beyond are zero. */
    void group(long matrix, int first, int rows, long target) {
        long rowBytes = type.bytes(columns);
        int blocks = columns / layout.block;
        int count = Math.min(Panels.GROUP, rows - first);
        if (count < Panels.GROUP) {
            ALL.asSlice(target, (long) blocks * layout.blockBytes()).fill((byte) 0);
        }
        for (int lane = 0; lane < count; lane++) {
            long source = matrix + (first + lane) * rowBytes;
            for (int b = 0; b < blocks; b++) {
                block(
                        source + (long) b * type.blockBytes() * layout.block / type.blockElements(),
                        lane,
                        target + (long) b * layout.blockBytes());
            }
        }
    }

    private void block(long s, int lane, long target) {
        long scale = type == DType.Q6_K ? s + 208 : type == DType.Q3_K ? s + 108 : s;
        copy16(scale, target + 2L * lane);
        if (layout.head == 64) {
            copy16(s + 2, target + 32 + 2L * lane);
        }
        switch (type) {
            case Q8_0 -> copy(s + 2, 8, 0x80808080, lane, target + layout.head);
            case Q4_0 -> copy(s + 2, 4, 0, lane, target + layout.head);
            case Q4_1 -> copy(s + 4, 4, 0, lane, target + layout.head);
            case Q5_0 -> {
                five(s + 6, i32(s + 2));
                splitBits(0, lane, target + layout.head);
            }
            case Q5_1 -> {
                five(s + 8, i32(s + 4));
                splitBits(0, lane, target + layout.head);
            }
            case IQ4_NL -> {
                for (int k = 0; k < 32; k++) {
                    codes[k] = Formats.iq4(u8(s + 2 + k % 16) >> k / 16 * 4 & 15) + 128;
                }
                store(0, lane, target + layout.head);
            }
            case Q3_K -> {
                threeK(s);
                subBlocks(s, lane, target);
            }
            case Q4_K -> subBlocks(s, lane, target);
            case Q5_K -> {
                fiveK(s + 16, s + 48);
                subBlocks(s, lane, target);
            }
            case Q6_K -> {
                sixK(s);
                subBlocks(s, lane, target);
            }
            default -> throw new IllegalStateException(type.toString());
        }
    }

    private void subBlocks(long s, int lane, long target) {
        for (int j = 0; j < 8; j++) {
            long sub = target + layout.head + (long) j * (32 + layout.codeBytes());
            if (layout == PanelLayout.SUPER_HALVES_6) {
                put8(sub + lane, signedFactor(s, 2 * j));
                put8(sub + 16 + lane, signedFactor(s, 2 * j + 1));
            } else {
                put8(sub + lane, factor(s + 4, j));
                put8(sub + 16 + lane, minimum(s + 4, j));
            }
            if (type == DType.Q4_K) {
                fourK(s + 16 + j / 2 * 32L, j % 2, lane, sub + 32);
            } else {
                splitBits(32 * j, lane, sub + 32);
            }
        }
    }

    /** The factor of the j-th 16 codes of Q6_K and Q3_K. */
    private int signedFactor(long s, int j) {
        if (type == DType.Q6_K) {
            return i8(s + 192 + j);
        }
        int low = u8(s + 96 + j % 8) >> j / 8 * 4 & 15;
        int high = u8(s + 104 + j % 4) >> j / 4 * 2 & 3;
        return (low | high << 4) - 32;
    }

    /** Codes with Q6_K's bias. */
    private void threeK(long s) {
        for (int k = 0; k < 256; k++) {
            int q = u8(s + 32 + k / 128 * 32L + k % 32) >> k / 32 % 4 * 2 & 3;
            int set = u8(s + k % 32) >> k / 32 & 1;
            codes[k] = q - (set ^ 1) * 4 + 32;
        }
    }

    /** Words of four codes that are in the order of the panels already, the first half in the low bits of bytes. */
    private static void copy(long s, int words, int flip, int lane, long target) {
        for (int i = 0; i < words; i++) {
            put32(target + 64L * i + 4L * lane, i32(s + 4L * i) ^ flip);
        }
    }

    /** 32 codes of Q4_K, which are one half of 32 bytes. */
    private static void fourK(long s, int half, int lane, long target) {
        for (int i = 0; i < 4; i++) {
            int first = i32(s + 4L * i);
            int second = i32(s + 16 + 4L * i);
            int packed = half == 0
                    ? first & 0x0F0F0F0F | (second & 0x0F0F0F0F) << 4
                    : first >>> 4 & 0x0F0F0F0F | second & 0xF0F0F0F0;
            put32(target + 64L * i + 4L * lane, packed);
        }
    }

    /** 32 codes of 5 or 6 bits: the low four, then the high ones. */
    private void splitBits(int from, int lane, long target) {
        for (int k = 0; k < 16; k++) {
            put8(target + place(lane, k), codes[from + k] & 15 | (codes[from + 16 + k] & 15) << 4);
        }
        int width = layout.bits - 4;
        int quads = 8 / width;
        for (int part = 0; part < width; part++) {
            for (int i = 0; i < 4; i++) {
                int bits = 0;
                for (int quad = 0; quad < quads; quad++) {
                    bits |= codes[from + 4 * (part * quads + quad) + i] >> 4 << quad * width;
                }
                put8(target + 256 + 64L * part + 4L * lane + i, bits);
            }
        }
    }

    /** What a code of 5 or 6 bits has above its low four. */
    static int highBits(PanelLayout layout, long codes, int lane, int k) {
        int width = layout.bits - 4;
        int quads = 8 / width;
        int quad = k / 4;
        return u8(codes + 256 + 64L * (quad / quads) + lane * 4L + k % 4) >> quad % quads * width & (1 << width) - 1;
    }

    /** 32 codes of 8 bits. */
    private void store(int from, int lane, long target) {
        for (int k = 0; k < 32; k += 4) {
            int i = from + k;
            put32(target + place(lane, k), codes[i] | codes[i + 1] << 8 | codes[i + 2] << 16 | codes[i + 3] << 24);
        }
    }

    private void nibbles(long s) {
        for (int k = 0; k < 16; k++) {
            codes[k] = u8(s + k) & 15;
            codes[k + 16] = u8(s + k) >> 4;
        }
    }

    private void five(long s, int high) {
        nibbles(s);
        for (int k = 0; k < 32; k++) {
            codes[k] += (high >>> k & 1) * 16;
        }
    }

    private void fiveK(long high, long s) {
        for (int k = 0; k < 256; k++) {
            int low = u8(s + k / 64 * 32L + k % 32) >> (k / 32 % 2 * 4) & 15;
            codes[k] = low | (u8(high + k % 32) >> (k / 32) & 1) << 4;
        }
    }

    private void sixK(long s) {
        for (int k = 0; k < 256; k++) {
            int half = k / 128;
            int low = u8(s + half * 64L + k % 64) >> (k / 64 % 2 * 4) & 15;
            int high = u8(s + 128 + half * 32L + k % 32) >> (k / 32 % 4 * 2) & 3;
            codes[k] = low | high << 4;
        }
    }

    /** The six bits of sub-block j's scale, from the twelve bytes that Q4_K and Q5_K share. */
    private static int factor(long s, int j) {
        return j < 4 ? u8(s + j) & 63 : u8(s + j + 4) & 15 | u8(s + j - 4) >> 6 << 4;
    }

    private static int minimum(long s, int j) {
        return j < 4 ? u8(s + j + 4) & 63 : u8(s + j + 4) >> 4 | u8(s + j) >> 6 << 4;
    }
}
