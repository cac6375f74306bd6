package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;

/** MLA on cached latents, in both its forms: {@link Ops#latentAttention}. */
final class LatentAttention implements AutoCloseable {
    /** Keys and values that are rebuilt at a time: little also beside what a growing prompt had asked for before. */
    private static final long EXPANDED_BYTES = 16L << 20;

    private final EagerOps ops;
    private final Kernels kernels;
    private final ExpandedAttention expanded;
    private final AbsorbedWeights absorbedWeights = new AbsorbedWeights();

    LatentAttention(EagerOps ops, Kernels kernels, Roundings roundings) {
        this.ops = ops;
        this.kernels = kernels;
        this.expanded = new ExpandedAttention(ops, kernels, roundings, EXPANDED_BYTES);
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
                case EXPANDED -> expanded.run(q, out, kvB, heads, batch, s, end, cache, layer);
                case LATENT -> absorbed(q, out, kvB, heads, batch, s, end, cache, layer);
                case KEPT -> throw new IllegalArgumentException("the cache holds keys and values, not latents");
            }
            s = end;
        }
        return out;
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
