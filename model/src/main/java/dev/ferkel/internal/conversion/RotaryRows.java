package dev.ferkel.internal.conversion;

/**
 * The order of a head's rows: Hugging Face's Llama turns row i with row i + half a head, GGUF's with its neighbour.
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
            long other = toNeighbours ? i % 2 * (head / 2) + i / 2 : i % (head / 2) * 2 + i / (head / 2);
            source.read(row - i + other, row - i + other + 1, target + 4L * columns * (row - from));
        }
    }
}
