package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;

/** MLA on cached latents, in both its forms: {@link Ops#latentAttention}. */
final class LatentAttention implements AutoCloseable {
    /** Groups of 16 weight rows a task takes at least. */
    private static final int GROUPS = 2;

    private final EagerOps ops;
    private final Kernels kernels;
    private final Roundings roundings;
    private final AbsorbedWeights absorbedWeights = new AbsorbedWeights();

    LatentAttention(EagerOps ops, Kernels kernels, Roundings roundings) {
        this.ops = ops;
        this.kernels = kernels;
        this.roundings = roundings;
    }

    @Override
    public void close() {
        absorbedWeights.close();
    }

    /** As {@link Ops#latentAttention}. */
    Tensor run(
            Tensor q,
            Tensor latent,
            Tensor keyRope,
            Tensor kvB,
            LatentHeads heads,
            Batch batch,
            AttentionCache cache,
            int layer) {
        var rows = ops.concat(latent, keyRope);
        for (int s = 0; s < batch.sequences(); s++) {
            CacheRows.write(cache, s, layer, batch.position(s), rows.rows(batch.starts()[s], batch.end(s)));
        }
        var out = ops.allocate(q.dim(0), (long) heads.heads() * heads.valueDim());
        for (int s = 0; s < batch.sequences(); ) {
            int end = s + 1;
            while (end < batch.sequences() && cache.form(end) == cache.form(s)) {
                end++;
            }
            switch (cache.form(s)) {
                case EXPANDED -> expanded(q, out, kvB, heads, batch, s, end, cache, layer);
                case LATENT -> absorbed(q, out, kvB, heads, batch, s, end, cache, layer);
                case KEPT -> throw new IllegalArgumentException("the cache holds keys and values, not latents");
            }
            s = end;
        }
        return out;
    }

    /** Sequences [from, to) with keys and values rebuilt from all their cached latents. */
    private void expanded(
            Tensor q,
            Tensor out,
            Tensor kvB,
            LatentHeads heads,
            Batch batch,
            int from,
            int to,
            AttentionCache cache,
            int layer) {
        var spans = new ArrayList<CausalAttention.Span>();
        for (int s = from; s < to; s++) {
            int start = batch.starts()[s];
            int known = batch.position(s) + batch.end(s) - start;
            var rows = ops.allocate(known, heads.cacheWidth());
            CacheRows.read(cache, s, layer, rows);
            var source = kvB.packed() instanceof SplitLatentWeights split
                    ? expanded(rows, split, heads)
                    : expanded(rows, kvB, heads);
            spans.add(new CausalAttention.Span(start, batch.end(s), batch.position(s), source));
        }
        new CausalAttention(kernels, heads.expanded(), ops::allocate).run(q, out, spans);
    }

    private CausalAttention.Source expanded(Tensor rows, Tensor kvB, LatentHeads heads) {
        var kv = ops.linear(ops.columns(rows, 0, heads.latentDim()), kvB, null);
        var k = ops.expandKeys(kv, ops.columns(rows, heads.latentDim(), heads.cacheWidth()), heads);
        return KeyValueSource.of(k, ops.expandValues(kv, heads), 0, heads.expanded());
    }

    private CausalAttention.Source expanded(Tensor rows, SplitLatentWeights split, LatentHeads heads) {
        int nope = heads.nopeDim();
        int latent = heads.latentDim();
        int width = nope + heads.ropeDim();
        int known = rows.size(0);
        var k = ops.allocate(known, (long) heads.heads() * width);
        Workers.parallel(heads.heads(), 1, (from, to) -> {
            for (int h = from; h < to; h++) {
                long target = k.address() + 4L * h * width;
                long weights = split.halves().address() + 2L * h * latent * nope;
                kernels.multiply(
                        rows.address(),
                        rows.dim(1),
                        DType.F16,
                        weights,
                        nope,
                        target,
                        k.dim(1),
                        known,
                        latent,
                        nope,
                        false);
                for (int r = 0; r < known; r++) {
                    Memory.copy(
                            rows.address() + 4 * (r * rows.dim(1) + latent),
                            target + 4 * (r * k.dim(1) + nope),
                            heads.ropeDim());
                }
            }
        });
        var v = ops.allocate(known, (long) heads.heads() * heads.valueDim());
        long rounded = roundings.of(ops.columns(rows, 0, latent)).address();
        Workers.parallel(
                split.values().groups(),
                GROUPS,
                (from, to) -> kernels.panelProduct(split.values(), rounded, known, v.address(), v.dim(1), from, to));
        return KeyValueSource.of(k, v, 0, heads.expanded());
    }

    /** Sequences [from, to) with queries moved into the latent space. */
    private void absorbed(
            Tensor q,
            Tensor out,
            Tensor kvB,
            LatentHeads heads,
            Batch batch,
            int from,
            int to,
            AttentionCache cache,
            int layer) {
        int first = batch.starts()[from];
        int end = batch.end(to - 1);
        var absorbed = absorption(heads, kvB);
        var latentQ = ops.allocate(end - first, (long) heads.heads() * heads.cacheWidth());
        var queries = q.rows(first, end);
        absorbed.queries(queries, latentQ);
        var context = ops.allocate(end - first, (long) heads.heads() * heads.latentDim());
        var spans = new ArrayList<CausalAttention.Span>();
        for (int s = from; s < to; s++) {
            var source = KeyValueSource.latent(cache, s, layer, heads);
            spans.add(new CausalAttention.Span(
                    batch.starts()[s] - first, batch.end(s) - first, batch.position(s), source));
        }
        new CausalAttention(kernels, heads.absorbed(), ops::allocate).run(latentQ, context, spans);
        var values = out.rows(first, end);
        absorbed.values(context, values);
    }

    private Absorption absorption(LatentHeads heads, Tensor kvB) {
        if (kvB.packed() instanceof Panels panels && PackedAbsorption.takes(kernels, heads)) {
            return PackedAbsorption.whole(kernels, heads, absorbedWeights.keys(kernels, kvB, heads), panels);
        }
        if (kvB.packed() instanceof SplitLatentWeights split) {
            return PackedAbsorption.split(kernels, heads, split);
        }
        return new ExactAbsorption(kernels, heads, kvB);
    }
}
