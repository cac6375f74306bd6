package dev.ferkel.internal.autograd;

import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** Memory that sums begin in. */
final class Zeros {
    /** Numbers a task takes at least. */
    private static final int NUMBERS = 1 << 15;

    private Zeros() {}

    static Tensor fill(Tensor zeros) {
        Workers.parallel(
                Math.toIntExact(zeros.elements()),
                NUMBERS,
                (from, to) -> Memory.clear(zeros.address() + 4L * from, to - from));
        return zeros;
    }
}
