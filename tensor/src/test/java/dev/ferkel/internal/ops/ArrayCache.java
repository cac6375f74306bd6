package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;

/** A cache of one layer in arrays, rounding nothing: a sequence for each form given. */
final class ArrayCache implements AttentionCache {
    private final int width;
    private final LatentForm[] forms;
    private final float[][] rows;

    ArrayCache(int positions, int width, LatentForm... forms) {
        this.width = width;
        this.forms = forms;
        this.rows = new float[forms.length][positions * width];
    }

    @Override
    public LatentForm form(int sequence) {
        return forms[sequence];
    }

    @Override
    public long rowBytes() {
        return 4L * width;
    }

    @Override
    public void write(int sequence, int layer, int position, Tensor written) {
        System.arraycopy(
                written.toFloatArray(), 0, rows[sequence], position * width, Math.toIntExact(written.elements()));
    }

    @Override
    public void read(int sequence, int layer, int from, int to, int offset, int count, long target) {
        for (int p = from; p < to; p++) {
            for (int i = 0; i < count; i++) {
                Memory.put(target, (long) (p - from) * count + i, rows[sequence][p * width + offset + i]);
            }
        }
    }
}
