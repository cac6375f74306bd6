package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation reads and multiplies.
 *
 * @param bytes of weights as they are read (panels, or the file where there are none) and of the cache, each once a call
 * @param byteOperations multiplications and additions of bytes: of matrices whose panels take rounded activations
 * @param floatOperations those of F32 numbers: of other matrices, and of attention's scores and values
 */
public record Work(long bytes, long byteOperations, long floatOperations) {
    public static final Work NONE = new Work(0, 0, 0);

    public long operations() {
        return byteOperations + floatOperations;
    }

    Work plus(Work other) {
        return new Work(
                bytes + other.bytes, byteOperations + other.byteOperations, floatOperations + other.floatOperations);
    }

    /** The product of a matrix and so many rows. */
    static Work product(Tensor weight, long rows) {
        return weight.packed() instanceof Panels panels
                ? product(panels, panels.rows(), rows)
                : new Work(weight.byteSize(), 0, 2 * rows * weight.elements());
    }

    /** The product of some of a matrix's rows, {@code out}, and so many others. */
    private static Work product(Panels panels, long out, long rows) {
        long bytes = panels.readBytes() * out / panels.rows();
        long operations = 2 * rows * out * panels.columns();
        return panels.layout().rounds() ? new Work(bytes, operations, 0) : new Work(bytes, 0, operations);
    }

    static Work products(List<Tensor> weights, long rows) {
        return weights.stream().map(w -> product(w, rows)).reduce(NONE, Work::plus);
    }

    static Work product(FfnWeights w, long rows) {
        return products(List.of(w.gate(), w.up(), w.down()), rows);
    }

    /** Each row of a batch and all that it sees. */
    static Work attention(Heads heads, Batch batch, @Nullable AttentionCache cache) {
        var work = NONE;
        for (int s = 0; s < batch.sequences(); s++) {
            work = work.plus(attention(heads, batch, s, cache));
        }
        return work;
    }

    private static Work attention(Heads heads, Batch batch, int sequence, @Nullable AttentionCache cache) {
        long rows = batch.end(sequence) - batch.starts()[sequence];
        long before = batch.position(sequence);
        long pairs = rows * before + rows * (rows + 1) / 2;
        long read = cache == null ? 0 : (before + rows) * cache.rowBytes();
        return new Work(read, 0, 2 * pairs * heads.heads() * (heads.keyDim() + heads.valueDim()));
    }

    /** {@link Ops#latentAttention}: the weights are read once a form, and for each sequence whose keys are rebuilt. */
    static Work latentAttention(Tensor kvB, LatentHeads heads, Batch batch, AttentionCache cache) {
        var work = NONE;
        long absorbed = 0;
        for (int s = 0; s < batch.sequences(); s++) {
            int rows = batch.end(s) - batch.starts()[s];
            if (cache.form(s) == LatentForm.LATENT) {
                absorbed += rows;
                work = work.plus(attention(heads.absorbed(), batch, s, cache));
            } else {
                work = work.plus(attention(heads.expanded(), batch, s, cache))
                        .plus(expansion(kvB, batch.position(s) + rows));
            }
        }
        return absorbed == 0 ? work : work.plus(absorption(kvB, heads, absorbed));
    }

    private static Work expansion(Tensor kvB, long rows) {
        return kvB.packed() instanceof SplitLatentWeights split
                ? product(split.halves(), rows)
                        .plus(product(split.values(), split.values().rows(), rows))
                : product(kvB, rows);
    }

    private static Work absorption(Tensor kvB, LatentHeads heads, long rows) {
        if (kvB.packed() instanceof SplitLatentWeights split) {
            return product(split.keys(), split.keys().rows(), rows)
                    .plus(product(split.values(), split.values().rows(), rows));
        }
        if (kvB.packed() instanceof Panels panels && PackedAbsorption.takes(Kernels.select(), heads)) {
            long keys = (long) heads.heads() * heads.nopeDim() * heads.latentDim();
            return product(panels, (long) heads.heads() * heads.valueDim(), rows)
                    .plus(new Work(2 * keys, 0, 2 * rows * keys));
        }
        return new Work(kvB.byteSize(), 0, 2 * rows * kvB.elements());
    }
}
