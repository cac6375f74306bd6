package dev.ferkel.internal.format;

import static dev.ferkel.internal.format.BlockDecoder.f16;
import static dev.ferkel.internal.format.BlockDecoder.i32;
import static dev.ferkel.internal.format.BlockDecoder.u16;
import static dev.ferkel.internal.format.BlockDecoder.u8;
import static dev.ferkel.internal.tensor.Memory.put;

/** GGUF's blocks of 256 whose values come from code books: IQ2_XXS IQ2_XS IQ2_S IQ3_XXS IQ3_S IQ1_S IQ1_M. */
final class GridBlocks {
    private GridBlocks() {}

    /** Eight signs from seven bits: the eighth makes their number even. */
    private static int evenSigns(int code) {
        return code | (Integer.bitCount(code) & 1) << 7;
    }

    private static void signed(float scale, byte[] book, int at, int count, int signs, long y, int i) {
        for (int j = 0; j < count; j++) {
            float value = scale * book[at + j];
            put(y, i + j, (signs >> j & 1) == 0 ? value : -value);
        }
    }

    static void iq2xxs(long s, long y) {
        float d = f16(s);
        for (int j = 0; j < 8; j++) {
            int packed = i32(s + 6 + 8L * j);
            float db = d * (0.5f + (packed >>> 28)) * 0.25f;
            for (int i = 0; i < 4; i++) {
                int code = u8(s + 2 + 8L * j + i);
                signed(db, Grids.IQ2_XXS, code * 8, 8, evenSigns(packed >>> 7 * i & 127), y, j * 32 + i * 8);
            }
        }
    }

    static void iq2xs(long s, long y) {
        float d = f16(s);
        for (int j = 0; j < 32; j++) {
            int code = u16(s + 2 + 2L * j);
            float db = d * (0.5f + (u8(s + 66 + j / 4) >> j / 2 % 2 * 4 & 15)) * 0.25f;
            signed(db, Grids.IQ2_XS, (code & 511) * 8, 8, evenSigns(code >> 9), y, j * 8);
        }
    }

    static void iq2s(long s, long y) {
        float d = f16(s);
        for (int j = 0; j < 32; j++) {
            int code = u8(s + 2 + j) | (u8(s + 66 + j / 4) >> j % 4 * 2 & 3) << 8;
            float db = d * (0.5f + (u8(s + 74 + j / 4) >> j / 2 % 2 * 4 & 15)) * 0.25f;
            signed(db, Grids.IQ2_S, code * 8, 8, u8(s + 34 + j), y, j * 8);
        }
    }

    static void iq3xxs(long s, long y) {
        float d = f16(s);
        for (int j = 0; j < 64; j++) {
            int packed = i32(s + 66 + j / 8 * 4L);
            float db = d * (0.5f + (packed >>> 28)) * 0.5f;
            int signs = evenSigns(packed >>> j / 2 % 4 * 7 & 127) >> j % 2 * 4;
            signed(db, Grids.IQ3_XXS, u8(s + 2 + j) * 4, 4, signs, y, j * 4);
        }
    }

    static void iq3s(long s, long y) {
        float d = f16(s);
        for (int j = 0; j < 64; j++) {
            int code = u8(s + 2 + j) | (u8(s + 66 + j / 8) >> j % 8 & 1) << 8;
            float db = d * (1 + 2 * (u8(s + 106 + j / 16) >> j / 8 % 2 * 4 & 15));
            signed(db, Grids.IQ3_S, code * 4, 4, u8(s + 74 + j / 2) >> j % 2 * 4, y, j * 4);
        }
    }

    static void iq1s(long s, long y) {
        float d = f16(s);
        for (int j = 0; j < 32; j++) {
            int high = u16(s + 34 + j / 4 * 2L);
            float dl = d * (2 * (high >> 12 & 7) + 1);
            float delta = (high & 0x8000) == 0 ? 0.125f : -0.125f;
            int code = u8(s + 2 + j) | (high >> j % 4 * 3 & 7) << 8;
            shifted(dl, code, delta, y, j * 8);
        }
    }

    /** The block's F16 scale is the upper four bits of its four scale words, lowest first. */
    static void iq1m(long s, long y) {
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            bits |= u16(s + 48 + 2L * i) >> 12 << 4 * i;
        }
        float d = Float.float16ToFloat((short) bits);
        for (int j = 0; j < 32; j++) {
            float dl = d * (2 * (u16(s + 48 + j / 8 * 2L) >> j / 2 % 4 * 3 & 7) + 1);
            int high = u8(s + 32 + j / 2) >> j % 2 * 4;
            float delta = (high & 8) == 0 ? 0.125f : -0.125f;
            shifted(dl, u8(s + j) | (high & 7) << 8, delta, y, j * 8);
        }
    }

    private static void shifted(float scale, int code, float delta, long y, int i) {
        for (int k = 0; k < 8; k++) {
            put(y, i + k, scale * (Grids.IQ1_S[code * 8 + k] + delta));
        }
    }
}
