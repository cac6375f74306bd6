package dev.ferkel.internal.format;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Encodes rows of F32 values in a type: rounds to the plain ones, searches scales for the blocks of GGUF. The bytes are
 * those of ggml's quantisers, with and without importance. Holds scratch: one thread at a time.
 */
public final class Quantizer {
    /** What can be encoded. */
    public static final Set<DType> TYPES = Collections.unmodifiableSet(EnumSet.of(
            DType.F32,
            DType.F16,
            DType.BF16,
            DType.Q4_0,
            DType.Q4_1,
            DType.Q5_0,
            DType.Q5_1,
            DType.Q8_0,
            DType.Q2_K,
            DType.Q3_K,
            DType.Q4_K,
            DType.Q5_K,
            DType.Q6_K,
            DType.IQ4_NL,
            DType.IQ4_XS,
            DType.MXFP4));

    /** The last that doesn't round to infinity. */
    private static final float LARGEST_F16 = Math.nextDown(65520f);

    private final DType type;
    private final @Nullable BlockEncoder encoder;
    private float[] values = {};

    /** @throws FerkelException if the type is none of {@link #TYPES} */
    public Quantizer(DType type) {
        this.type = type;
        this.encoder = switch (type) {
            case F32, F16, BF16, Q8_0 -> null;
            case Q4_0 -> new LinearEncoder(4, false);
            case Q4_1 -> new LinearEncoder(4, true);
            case Q5_0 -> new LinearEncoder(5, false);
            case Q5_1 -> new LinearEncoder(5, true);
            case Q2_K -> SuperEncoder.q2k();
            case Q3_K -> SymmetricEncoder.q3k();
            case Q4_K -> SuperEncoder.q4k();
            case Q5_K -> SuperEncoder.q5k();
            case Q6_K -> SymmetricEncoder.q6k();
            case IQ4_NL -> new Iq4Encoder(1);
            case IQ4_XS -> new Iq4Encoder(8);
            case MXFP4 -> new Mxfp4Encoder();
            default -> throw FerkelException.of("values can't be encoded as %s", type);
        };
    }

    /**
     * Encodes one row of whole blocks.
     *
     * @param source address of {@code columns} F32 values
     * @param importance how much an error in each column matters (an imatrix's mean squares), or null
     * @param target address of {@code type.bytes(columns)} bytes
     * @throws FerkelException on values that aren't finite or are too large for the type
     */
    public void row(long source, int columns, float @Nullable [] importance, long target) {
        if (values.length != columns) {
            values = new float[columns];
        }
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, source, values, 0, columns);
        check();
        if (encoder == null) {
            Formats.encode(type, source, target, columns);
            return;
        }
        encoder.begin(values);
        int n = type.blockElements();
        for (int b = 0; b < columns / n; b++) {
            encoder.block(values, b * n, importance, target + (long) b * type.blockBytes());
        }
    }

    private void check() {
        float most = switch (type) {
            case F32, MXFP4 -> Float.MAX_VALUE;
            case BF16 -> Float.intBitsToFloat(0x7f7f7fff);
            case F16 -> LARGEST_F16;
            default -> LARGEST_F16 * 127;
        };
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= most)) {
                throw FerkelException.of("column %d is %s, which %s can't hold", i, values[i], type);
            }
        }
    }
}
