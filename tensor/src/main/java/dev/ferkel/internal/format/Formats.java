package dev.ferkel.internal.format;

import static dev.ferkel.internal.tensor.Memory.ALL;
import static dev.ferkel.internal.tensor.Memory.get;
import static dev.ferkel.internal.tensor.Memory.put;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/** Every format's way to F32, and of the plain ones back; block layouts as in ggml's ggml-common.h. */
public final class Formats {
    private Formats() {}

    /** What a code of IQ4_NL or IQ4_XS, 0 to 15, stands for. */
    public static int iq4(int code) {
        return SimpleBlocks.IQ4[code];
    }

    /** F32 values of {@code elements} (whole blocks) at an address; FP8's block scales are not applied. */
    public static void decode(DType type, long source, long target, long elements) {
        switch (type) {
            case F32 -> Memory.copy(source, target, elements);
            case F16 -> {
                for (long i = 0; i < elements; i++) {
                    put(target, i, BlockDecoder.f16(source + 2 * i));
                }
            }
            case BF16 -> {
                for (long i = 0; i < elements; i++) {
                    put(target, i, BFloat16.decode(ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, source + 2 * i)));
                }
            }
            case F8_E4M3 -> {
                for (long i = 0; i < elements; i++) {
                    put(target, i, Float8.decode(ALL.get(ValueLayout.JAVA_BYTE, source + i)));
                }
            }
            default -> blocks(type, source, target, elements);
        }
    }

    private static void blocks(DType type, long source, long target, long elements) {
        var decoder = decoder(type);
        for (long b = 0; b < elements / type.blockElements(); b++) {
            decoder.block(source + b * type.blockBytes(), target + 4 * b * type.blockElements());
        }
    }

    private static BlockDecoder decoder(DType type) {
        return switch (type) {
            case Q4_0 -> SimpleBlocks::q40;
            case Q4_1 -> SimpleBlocks::q41;
            case Q5_0 -> SimpleBlocks::q50;
            case Q5_1 -> SimpleBlocks::q51;
            case Q8_0 -> SimpleBlocks::q80;
            case IQ4_NL -> SimpleBlocks::iq4nl;
            case MXFP4 -> SimpleBlocks::mxfp4;
            case Q2_K -> SuperBlocks::q2k;
            case Q3_K -> SuperBlocks::q3k;
            case Q4_K -> SuperBlocks::q4k;
            case Q5_K -> SuperBlocks::q5k;
            case Q6_K -> SuperBlocks::q6k;
            case IQ4_XS -> SuperBlocks::iq4xs;
            case TQ1_0 -> SuperBlocks::tq10;
            case TQ2_0 -> SuperBlocks::tq20;
            case IQ2_XXS -> GridBlocks::iq2xxs;
            case IQ2_XS -> GridBlocks::iq2xs;
            case IQ2_S -> GridBlocks::iq2s;
            case IQ3_XXS -> GridBlocks::iq3xxs;
            case IQ3_S -> GridBlocks::iq3s;
            case IQ1_S -> GridBlocks::iq1s;
            case IQ1_M -> GridBlocks::iq1m;
            default -> throw FerkelException.of("%s can't be decoded to F32", type);
        };
    }

    /**
     * Rounds F32 values to F32, F16 or BF16 (to nearest even), F8_E4M3 (saturating), or whole blocks of Q8_0 (as ggml's
     * reference does).
     */
    public static void encode(DType type, long source, long target, long elements) {
        if (type == DType.Q8_0) {
            for (long b = 0; b < elements / type.blockElements(); b++) {
                SimpleBlocks.encodeQ80(source + 128 * b, target + type.blockBytes() * b);
            }
            return;
        }
        for (long i = 0; i < elements; i++) {
            float value = get(source, i);
            switch (type) {
                case F32 -> put(target, i, value);
                case F16 -> ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, target + 2 * i, Float.floatToFloat16(value));
                case BF16 -> ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, target + 2 * i, BFloat16.encode(value));
                case F8_E4M3 -> ALL.set(ValueLayout.JAVA_BYTE, target + i, Float8.encode(value));
                default -> throw FerkelException.of("values can't be rounded to %s", type);
            }
        }
    }

    /** Multiplies F32 rows [count, columns], the first of which is row {@code first} of its matrix, by 128x128 scales. */
    public static void scaleBlocks(long rows, long first, int count, int columns, long scales) {
        int across = (columns + 127) / 128;
        for (int r = 0; r < count; r++) {
            long scaleRow = scales + 4 * ((first + r) / 128 * across);
            long row = rows + 4L * r * columns;
            for (int i = 0; i < columns; i++) {
                put(row, i, get(row, i) * get(scaleRow, i / 128));
            }
        }
    }

    /** F32 values of rows [from, to) of a matrix, its FP8 scales applied. */
    public static void decodeRows(Tensor weight, long from, long to, long target) {
        long columns = weight.dim(-1);
        decode(weight.type(), weight.address() + from * weight.type().bytes(columns), target, (to - from) * columns);
        var scale = weight.scale();
        if (scale != null) {
            scaleBlocks(target, from, Math.toIntExact(to - from), Math.toIntExact(columns), scale.address());
        }
    }

    /** An F32 copy in {@code arena}, or the tensor itself if it is F32 already. */
    public static Tensor toF32(Tensor tensor, Arena arena) {
        if (tensor.type() == DType.F32) {
            return tensor;
        }
        var copy = Tensor.allocate(arena, DType.F32, tensor.shape());
        decodeRows(tensor, 0, tensor.dim(-1) == 0 ? 0 : tensor.elements() / tensor.dim(-1), copy.address());
        return copy;
    }
}
