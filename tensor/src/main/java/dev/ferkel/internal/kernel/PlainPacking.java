package dev.ferkel.internal.kernel;

import static dev.ferkel.internal.tensor.Memory.ALL;

import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;

/** Panels of plain numbers: the 16 rows' k beside each other, k after k. */
final class PlainPacking {
    private PlainPacking() {}

    private static DType type(PanelLayout layout) {
        return switch (layout) {
            case HALF -> DType.F16;
            case BRAIN -> DType.BF16;
            default -> DType.F32;
        };
    }

    /** Packs rows [first, first + 16) of a matrix of any type; those beyond its end are zero. */
    static void group(Tensor matrix, int first, PanelLayout layout, long target) {
        int columns = matrix.size(1);
        int count = Math.min(Panels.GROUP, matrix.size(0) - first);
        var type = type(layout);
        if (count < Panels.GROUP) {
            ALL.asSlice(target, type.bytes((long) Panels.GROUP * columns)).fill((byte) 0);
        }
        try (var arena = Arena.ofConfined()) {
            long rows = arena.allocate(4L * count * columns, Tensor.ALIGNMENT).address();
            long coded = arena.allocate(4L * columns, Tensor.ALIGNMENT).address();
            Formats.decodeRows(matrix, first, first + count, rows);
            for (int lane = 0; lane < count; lane++) {
                Formats.encode(type, rows + 4L * lane * columns, coded, columns);
                for (int k = 0; k < columns; k++) {
                    long to = (long) k * Panels.GROUP + lane;
                    if (type == DType.F32) {
                        Memory.put(target, to, Memory.get(coded, k));
                    } else {
                        Memory.put16(target + 2 * to, Memory.get16(coded + 2L * k));
                    }
                }
            }
        }
    }

    /** A number of a group. */
    static float number(PanelLayout layout, long group, int index) {
        return switch (layout) {
            case HALF -> PanelPacking.half(group + 2L * index);
            case BRAIN -> Float.intBitsToFloat(Memory.get16(group + 2L * index) << 16);
            default -> Memory.get(group, index);
        };
    }
}
