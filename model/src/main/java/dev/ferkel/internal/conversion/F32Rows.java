package dev.ferkel.internal.conversion;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.Tensor;

/** A tensor's rows (of its last dimension) as F32, wherever they come from. */
@FunctionalInterface
interface F32Rows {
    /** Writes rows [from, to), counted over all dimensions but the last. */
    void read(long from, long to, long target);

    static F32Rows of(Tensor tensor) {
        return (from, to, target) -> Formats.decodeRows(tensor, from, to, target);
    }
}
