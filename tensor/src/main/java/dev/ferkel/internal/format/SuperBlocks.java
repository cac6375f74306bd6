package dev.ferkel.internal.format;

import static dev.ferkel.internal.format.BlockDecoder.f16;
import static dev.ferkel.internal.format.BlockDecoder.i8;
import static dev.ferkel.internal.format.BlockDecoder.u16;
import static dev.ferkel.internal.format.BlockDecoder.u8;
import static dev.ferkel.internal.tensor.Memory.put;

/** GGUF's blocks of 256 with scales of scales: Q2_K to Q6_K, IQ4_XS, and the ternary TQ1_0 and TQ2_0. */
final class SuperBlocks {
    private static final int[] POWERS_OF_3 = {1, 3, 9, 27, 81};

    private SuperBlocks() {}

    static void q2k(long s, long y) {
        float d = f16(s + 80);
        float min = f16(s + 82);
        for (int i = 0; i < 256; i++) {
            int scale = u8(s + i / 16);
            int q = u8(s + 16 + i / 128 * 32L + i % 32) >> i / 32 % 4 * 2 & 3;
            put(y, i, d * (scale & 15) * q - min * (scale >> 4));
        }
    }

    static void q3k(long s, long y) {
        float d = f16(s + 108);
        for (int i = 0; i < 256; i++) {
            int j = i / 16;
            int low = u8(s + 96 + j % 8) >> j / 8 * 4 & 15;
            int high = u8(s + 104 + j % 4) >> j / 4 * 2 & 3;
            int q = u8(s + 32 + i / 128 * 32L + i % 32) >> i / 32 % 4 * 2 & 3;
            int set = u8(s + i % 32) >> i / 32 & 1;
            put(y, i, d * ((low | high << 4) - 32) * (q - (set ^ 1) * 4));
        }
    }

    /** The j-th of eight 6-bit scales in 12 bytes. */
    private static int scale6(long scales, int j) {
        return j < 4 ? u8(scales + j) & 63 : u8(scales + 4 + j) & 15 | u8(scales + j - 4) >> 2 & 48;
    }

    /** The j-th of eight 6-bit minima in the same 12 bytes. */
    private static int min6(long scales, int j) {
        return j < 4 ? u8(scales + 4 + j) & 63 : u8(scales + 4 + j) >> 4 | u8(scales + j) >> 2 & 48;
    }

    static void q4k(long s, long y) {
        float d = f16(s);
        float min = f16(s + 2);
        for (int j = 0; j < 8; j++) {
            float scale = d * scale6(s + 4, j);
            float m = min * min6(s + 4, j);
            for (int i = 0; i < 32; i++) {
                int q = u8(s + 16 + j / 2 * 32L + i) >> j % 2 * 4 & 15;
                put(y, j * 32 + i, scale * q - m);
            }
        }
    }

    static void q5k(long s, long y) {
        float d = f16(s);
        float min = f16(s + 2);
        for (int j = 0; j < 8; j++) {
            float scale = d * scale6(s + 4, j);
            float m = min * min6(s + 4, j);
            for (int i = 0; i < 32; i++) {
                int q = u8(s + 48 + j / 2 * 32L + i) >> j % 2 * 4 & 15 | (u8(s + 16 + i) >> j & 1) << 4;
                put(y, j * 32 + i, scale * q - m);
            }
        }
    }

    static void q6k(long s, long y) {
        float d = f16(s + 208);
        for (int i = 0; i < 256; i++) {
            int low = u8(s + i / 128 * 64L + i % 64) >> i / 64 % 2 * 4 & 15;
            int high = u8(s + 128 + i / 128 * 32L + i % 32) >> i / 32 % 4 * 2 & 3;
            put(y, i, d * i8(s + 192 + i / 16) * ((low | high << 4) - 32));
        }
    }

    static void iq4xs(long s, long y) {
        float d = f16(s);
        int high = u16(s + 2);
        for (int j = 0; j < 8; j++) {
            int scale = u8(s + 4 + j / 2) >> j % 2 * 4 & 15 | (high >> 2 * j & 3) << 4;
            float dl = d * (scale - 32);
            for (int i = 0; i < 32; i++) {
                int q = u8(s + 8 + j * 16L + i % 16) >> i / 16 * 4 & 15;
                put(y, j * 32 + i, dl * SimpleBlocks.IQ4[q]);
            }
        }
    }

    static void tq10(long s, long y) {
        float d = f16(s + 52);
        for (int i = 0; i < 256; i++) {
            int at = i < 160 ? i % 32 : i < 240 ? 32 + (i - 160) % 16 : 48 + (i - 240) % 4;
            int digit = i < 160 ? i / 32 : i < 240 ? (i - 160) / 16 : (i - 240) / 4;
            int q = (u8(s + at) * POWERS_OF_3[digit] & 255) * 3 >> 8;
            put(y, i, d * (q - 1));
        }
    }

    static void tq20(long s, long y) {
        float d = f16(s + 64);
        for (int i = 0; i < 256; i++) {
            put(y, i, d * ((u8(s + i / 128 * 32L + i % 32) >> i / 32 % 4 * 2 & 3) - 1));
        }
    }
}
