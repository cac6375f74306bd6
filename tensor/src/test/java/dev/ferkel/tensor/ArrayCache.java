package dev.ferkel.tensor;

/** A cache of one layer of one sequence in an array, rounding nothing. */
final class ArrayCache implements AttentionCache {
    private final int width;
    private final float[] rows;
    private final LatentForm form;

    ArrayCache(int positions, int width) {
        this(positions, width, LatentForm.EXPANDED);
    }

    ArrayCache(int positions, int width, LatentForm form) {
        this.form = form;
        this.width = width;
        this.rows = new float[positions * width];
    }

    @Override
    public LatentForm form(int sequence) {
        return form;
    }

    @Override
    public void write(int sequence, int layer, int position, Tensor written) {
        System.arraycopy(written.toFloatArray(), 0, rows, position * width, Math.toIntExact(written.elements()));
    }

    @Override
    public void read(int sequence, int layer, int from, int to, int offset, int count, long target) {
        for (int p = from; p < to; p++) {
            for (int i = 0; i < count; i++) {
                Memory.put(target, (long) (p - from) * count + i, rows[p * width + offset + i]);
            }
        }
    }
}
