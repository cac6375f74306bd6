package dev.ferkel.internal.model;

import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/**
 * The order of a head's rows in Llama's query and key matrices: Hugging Face turns row i with row i + half a head, GGUF
 * with its neighbour.
 */
public final class RotaryOrder {
    private RotaryOrder() {}

    /** Where the row of a GGUF file lies in Hugging Face's order. */
    public static long huggingFace(long row, int head) {
        long i = row % head;
        return row - i + i % 2 * (head / 2) + i / 2;
    }

    /** Rows of a F32 matrix in Hugging Face's order as a GGUF file has them. */
    static Tensor gguf(Tensor rows, int head) {
        var turned = Tensor.allocate(Arena.ofAuto(), rows.type(), rows.shape());
        long columns = rows.dim(1);
        for (long row = 0; row < rows.dim(0); row++) {
            Memory.copy(
                    rows.address() + 4 * columns * huggingFace(row, head),
                    turned.address() + 4 * columns * row,
                    columns);
        }
        return turned;
    }
}
