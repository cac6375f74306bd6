package dev.ferkel.internal.kernel;

import dev.ferkel.internal.kernel.x86.Transposition;
import dev.ferkel.internal.tensor.DType;

/** {@link Kernels#transpose} by machine code for whole squares, what is beside and below them in another way. */
final class Turns {
    private Turns() {}

    /** As {@link Kernels#transpose}. */
    @FunctionalInterface
    interface Plain {
        void run(DType type, long source, long lds, int rows, int columns, long target, long ldt);
    }

    static void run(
            boolean wide,
            Plain plain,
            DType type,
            long source,
            long lds,
            int rows,
            int columns,
            long target,
            long ldt) {
        boolean half = type == DType.F16;
        int size = half ? 2 : 4;
        int side = Transposition.side(wide);
        int wholeColumns = columns & -side;
        int wholeRows = wholeColumns == 0 ? 0 : rows & -side;
        if (wholeRows > 0) {
            Transposition.run(wide, half, source, lds, wholeRows, columns, target, ldt);
        }
        long right = target + 4L * wholeColumns * ldt;
        plain.run(type, source + (long) size * wholeColumns, lds, wholeRows, columns - wholeColumns, right, ldt);
        long below = source + (long) size * wholeRows * lds;
        plain.run(type, below, lds, rows - wholeRows, columns, target + 4L * wholeRows, ldt);
    }
}
