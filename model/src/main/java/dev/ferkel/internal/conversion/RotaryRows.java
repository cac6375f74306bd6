package dev.ferkel.internal.conversion;

import dev.ferkel.internal.model.RotaryOrder;

/**
 * Rows in another {@link RotaryOrder}.
 *
 * @param source in the one order
 * @param head rows of a head
 * @param toNeighbours whether the other order is GGUF's
 */
record RotaryRows(F32Rows source, int head, int columns, boolean toNeighbours) implements F32Rows {
    @Override
    public void read(long from, long to, long target) {
        for (long row = from; row < to; row++) {
            long i = row % head;
            long place =
                    toNeighbours ? RotaryOrder.huggingFace(row, head) : row - i + i % (head / 2) * 2 + i / (head / 2);
            source.read(place, place + 1, target + 4L * columns * (row - from));
        }
    }
}
