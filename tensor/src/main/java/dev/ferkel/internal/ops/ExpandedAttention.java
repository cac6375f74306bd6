package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.TrainingPanels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * MLA with keys and values rebuilt from all cached latents: of some heads at a time, since those of all take hundreds of
 * times the latents' memory. A head's bits don't depend on the others it is computed with.
 */
final class ExpandedAttention {
    /** Rows of latents that a task multiplies with a head's weights. */
    private static final int ROWS = 512;

    private static final int COPIED_ROWS = 8;

    private final EagerOps ops;
    private final Kernels kernels;
    private final Roundings roundings;
    private final long bytes;

    /** @param bytes that keys and values may take, if one head's, and enough for all threads, don't take more */
    ExpandedAttention(EagerOps ops, Kernels kernels, Roundings roundings, long bytes) {
        this.ops = ops;
        this.kernels = kernels;
        this.roundings = roundings;
        this.bytes = bytes;
    }

    /**
     * A sequence's cached rows, and its place in the batch.
     *
     * @param latents the rows' beginnings
     * @param input what panels take of them
     */
    private record Latents(int from, int to, int position, Tensor rows, Tensor latents, long input, Tensor keyRope) {}

    /** Sequences [from, to) of a batch, into their rows of {@code out}. */
    void run(
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
        var sequences = new ArrayList<Latents>();
        long known = 0;
        for (int s = from; s < to; s++) {
            int start = batch.starts()[s] - first;
            int last = batch.end(s) - first;
            var rows = ops.allocate(batch.position(s) + last - start, heads.cacheWidth());
            CacheRows.read(cache, s, layer, rows);
            known += rows.dim(0);
            var latents = ops.columns(rows, 0, heads.latentDim());
            sequences.add(new Latents(
                    start,
                    last,
                    batch.position(s),
                    rows,
                    latents,
                    input(latents, kvB),
                    ops.columns(rows, heads.latentDim(), heads.cacheWidth())));
        }
        var queries = q.rows(first, end);
        var results = out.rows(first, end);
        int step = headsAtOnce(kvB, heads, known, end - first);
        for (int head = 0; head < heads.heads(); head += step) {
            int begin = head;
            int count = Math.min(step, heads.heads() - head);
            ops.aside(() -> some(queries, results, kvB, heads, sequences, begin, count));
        }
    }

    private long input(Tensor latents, Tensor kvB) {
        var panels = kvB.packed() instanceof SplitLatentWeights split ? split.values() : kvB.packed();
        return panels instanceof Panels p
                ? roundings.inputOf(latents, p.layout().rounds())
                : latents.address();
    }

    private int headsAtOnce(Tensor kvB, LatentHeads heads, long known, int rows) {
        if (kvB.packed() instanceof TrainingPanels) {
            return heads.heads();
        }
        long product = kvB.packed() instanceof SplitLatentWeights ? 0 : heads.nopeDim() + heads.valueDim();
        long head = 4 * known * (product + heads.nopeDim() + heads.ropeDim() + heads.valueDim());
        int tiles = (rows + CausalAttention.TILE - 1) / CausalAttention.TILE;
        int busy = (2 * Workers.threads() + tiles - 1) / tiles;
        int most = (int) Math.clamp(Math.max(bytes / head, busy), 1, heads.heads());
        int turns = (heads.heads() + most - 1) / most;
        int even = (heads.heads() + turns - 1) / turns;
        // whole groups of panels
        while (kvB.packed() instanceof Panels && even * (heads.nopeDim() + heads.valueDim()) % Panels.GROUP != 0) {
            even++;
        }
        return Math.min(even, heads.heads());
    }

    private void some(
            Tensor q, Tensor out, Tensor kvB, LatentHeads heads, List<Latents> sequences, int head, int count) {
        var some = new LatentHeads(
                count, heads.latentDim(), heads.nopeDim(), heads.ropeDim(), heads.valueDim(), heads.scale());
        var spans = new ArrayList<CausalAttention.Span>();
        for (var s : sequences) {
            var source = kvB.packed() instanceof SplitLatentWeights split
                    ? rebuilt(s, split, some, head)
                    : rebuilt(s, kvB, some, head);
            spans.add(new CausalAttention.Span(s.from(), s.to(), s.position(), source));
        }
        var attention = new CausalAttention(kernels, some.expanded(), ops::allocate);
        if (count == heads.heads()) {
            attention.run(q, out, spans);
            return;
        }
        int width = heads.nopeDim() + heads.ropeDim();
        var part = ops.allocate(q.dim(0), (long) count * heads.valueDim());
        attention.run(ops.columns(q, head * width, (head + count) * width), part, spans);
        Workers.parallel(part.size(0), COPIED_ROWS, (from, to) -> {
            for (int r = from; r < to; r++) {
                Memory.copy(
                        part.address() + 4 * r * part.dim(1),
                        out.address() + 4 * (r * out.dim(1) + (long) head * heads.valueDim()),
                        part.dim(1));
            }
        });
    }

    private CausalAttention.Source rebuilt(Latents s, Tensor kvB, LatentHeads some, int head) {
        int width = some.nopeDim() + some.valueDim();
        int first = head * width;
        int end = first + some.heads() * width;
        var kv = kvB.packed() instanceof Panels panels
                ? ops.linear(s.input(), s.rows().size(0), panels, first, end)
                : kvB.packed() instanceof TrainingPanels
                        ? ops.linear(s.latents(), kvB, null)
                        : ops.linear(s.latents(), kvB, first, end);
        var k = ops.expandKeys(kv, s.keyRope(), some);
        return KeyValueSource.of(k, ops.expandValues(kv, some), 0, some.expanded());
    }

    private CausalAttention.Source rebuilt(Latents s, SplitLatentWeights split, LatentHeads some, int head) {
        int nope = some.nopeDim();
        int latent = some.latentDim();
        int width = nope + some.ropeDim();
        var rows = s.rows();
        var k = ops.allocate(rows.dim(0), (long) some.heads() * width);
        int pieces = (rows.size(0) + ROWS - 1) / ROWS;
        Workers.parallel(some.heads() * pieces, 1, (from, to) -> {
            for (int task = from; task < to; task++) {
                int h = task / pieces;
                int first = task % pieces * ROWS;
                int end = Math.min(rows.size(0), first + ROWS);
                long source = rows.address() + 4 * first * rows.dim(1);
                long target = k.address() + 4 * (first * k.dim(1) + (long) h * width);
                long weights = split.halves().address() + 2L * (head + h) * latent * nope;
                kernels.multiply(
                        source,
                        rows.dim(1),
                        DType.F16,
                        weights,
                        nope,
                        target,
                        k.dim(1),
                        end - first,
                        latent,
                        nope,
                        false);
                for (int r = 0; r < end - first; r++) {
                    Memory.copy(
                            source + 4 * (r * rows.dim(1) + latent),
                            target + 4 * (r * k.dim(1) + nope),
                            some.ropeDim());
                }
            }
        });
        int value = some.valueDim();
        var v = ops.linear(s.input(), rows.size(0), split.values(), head * value, (head + some.heads()) * value);
        return KeyValueSource.of(k, v, 0, some.expanded());
    }
}
