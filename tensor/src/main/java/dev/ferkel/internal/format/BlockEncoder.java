package dev.ferkel.internal.format;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Encodes rows block by block. The searches and the order of every sum are those of ggml's quantisers (ggml-quants.c), so
 * that the bytes agree. Holds scratch: one thread at a time.
 */
interface BlockEncoder {
    /** Sees a whole row before its blocks. */
    default void begin(float[] row) {}

    /**
     * Encodes the block that begins at {@code row[at]}.
     *
     * @param importance of the row's columns; null: the values' own magnitudes decide
     * @param target address of the block
     */
    void block(float[] row, int at, float @Nullable [] importance, long target);

    static void u8(long address, int value) {
        Memory.ALL.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    /** Writes a scale and gives what a reader will see. */
    static float f16(long address, float value) {
        if (!(Math.abs(value) < 65520)) {
            throw FerkelException.of("a block's scale is %s, more than F16 holds", value);
        }
        Memory.put16(address, Float.floatToFloat16(value));
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    static float sqrt(float value) {
        return (float) Math.sqrt(value);
    }

    /** Sum of {@code n} squares. */
    static float squares(float[] x, int at, int n) {
        float sum = 0;
        for (int i = at; i < at + n; i++) {
            sum += x[i] * x[i];
        }
        return sum;
    }

    /** The value of largest magnitude among {@code n}, the first of several. */
    static float extreme(float[] x, int at, int n) {
        float largest = 0;
        float extreme = 0;
        for (int i = at; i < at + n; i++) {
            if (Math.abs(x[i]) > largest) {
                largest = Math.abs(x[i]);
                extreme = x[i];
            }
        }
        return extreme;
    }

    /** Importance times how far a value stands out: {@code weights[i] = importance * sqrt(spread + x^2)}. */
    static void weigh(float[] x, int at, int n, float[] importance, float spread, float[] weights) {
        for (int i = 0; i < n; i++) {
            weights[i] = importance[at + i] * sqrt(spread + x[at + i] * x[at + i]);
        }
    }
}
