package dev.ferkel.internal.ops;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.TrainingPanels;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes each operation at once, into memory that {@link #reset} takes back for the next step. Not for several
 * threads at a time; inside, work is spread over {@link Workers}.
 */
public final class EagerOps implements Ops, AutoCloseable {
    /** Weights rows a task takes at least: enough work to be worth a hand-off. */
    private static final int GRAIN = 32;

    private static final int ROW_GRAIN = 8;

    /** Of work that is little a row. */
    private static final int MANY_ROWS = 64;

    private final Kernels kernels = Kernels.select();
    private final Scratch scratch = new Scratch();
    private final Loans loans = new Loans();
    private final RopeTables ropeTables = new RopeTables();
    private final Roundings roundings = new Roundings(this, kernels);
    private final PackedFfn packedFfn = new PackedFfn(this, kernels);
    private final LatentAttention latentAttention = new LatentAttention(this, kernels, roundings);

    /** Takes back every result given so far. */
    public void reset() {
        scratch.reset();
        loans.reset();
        roundings.reset();
    }

    /** Memory of a shape until {@link #giveBack}, or else {@link #reset}; it outlives {@link #aside}. */
    public Tensor borrow(long... shape) {
        return loans.borrow(shape);
    }

    /** Takes back what was {@link #borrow borrowed}; does nothing to other tensors. */
    public void giveBack(Tensor loan) {
        loans.giveBack(loan);
    }

    /** Runs something, and takes back every result that was given meanwhile. */
    public void aside(Runnable action) {
        var mark = scratch.mark();
        try {
            action.run();
        } finally {
            scratch.release(mark);
            roundings.reset();
        }
    }

    /** All that the body computes but its result is taken back: x, too, where it came from here. */
    @Override
    public Tensor segment(Tensor x, Supplier<Tensor> body) {
        var y = borrow(x.shape());
        aside(() -> {
            var result = body.get();
            Memory.copy(result.address(), y.address(), y.elements());
        });
        giveBack(x);
        return y;
    }

    /** Bytes that steps have needed so far. */
    public long scratchBytes() {
        return scratch.bytes() + loans.bytes();
    }

    @Override
    public void close() {
        latentAttention.close();
        scratch.close();
        loans.close();
    }

    /** F32 memory of this step, not cleared. */
    public Tensor allocate(long... shape) {
        return scratch.allocate(shape);
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        long dim = table.dim(1);
        long rowBytes = table.type().bytes(dim);
        var out = allocate(ids.length, dim);
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= table.dim(0)) {
                throw FerkelException.of("token id %d is outside the vocabulary of %d", ids[i], table.dim(0));
            }
            long row = out.address() + 4L * i * dim;
            if (table.scale() == null) {
                kernels.decode(table.type(), table.address() + ids[i] * rowBytes, row, dim);
            } else {
                Formats.decodeRows(table, ids[i], ids[i] + 1L, row);
            }
        }
        return out;
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        int rows = x.size(0);
        int out = weight.size(0);
        var y = allocate(rows, out);
        matmul(x, weight, y);
        if (bias != null) {
            for (int r = 0; r < rows; r++) {
                long row = y.address() + 4L * r * out;
                kernels.add(row, bias.address(), row, out);
            }
        }
        return y;
    }

    @Override
    public List<Tensor> linears(Tensor x, List<Tensor> weights) {
        int rows = x.size(0);
        var results = new ArrayList<Tensor>(weights.size());
        int groups = 0;
        boolean rounds = weights.getFirst().packed() instanceof Panels first
                && first.layout().rounds();
        for (var weight : weights) {
            if (!(weight.packed() instanceof Panels panels) || panels.layout().rounds() != rounds) {
                return Ops.super.linears(x, weights);
            }
            groups += panels.groups();
            results.add(allocate(rows, weight.dim(0)));
        }
        long input = roundings.inputOf(x, rounds);
        Workers.parallel(groups, GRAIN / Panels.GROUP, (from, to) -> {
            int first = 0;
            for (int i = 0; i < weights.size(); i++) {
                if (weights.get(i).packed() instanceof Panels panels) {
                    int begin = Math.max(from, first);
                    int end = Math.min(to, first + panels.groups());
                    if (begin < end) {
                        var y = results.get(i);
                        kernels.panelProduct(
                                panels, input, y.size(0), y.address(), y.dim(1), begin - first, end - first);
                    }
                    first += panels.groups();
                }
            }
        });
        return results;
    }

    private void matmul(Tensor x, Tensor weight, Tensor y) {
        int k = weight.size(1);
        if (x.size(1) != k) {
            throw FerkelException.of("a matrix of shape %s can't take rows of %d", weight.shapeText(), x.size(1));
        }
        int out = weight.size(0);
        if (weight.packed() instanceof TrainingPanels panels) {
            panels.forward(x, y);
        } else if (weight.packed() instanceof Panels panels) {
            product(roundings.inputOf(x, panels.layout().rounds()), x.size(0), panels, y, 0, out);
        } else {
            product(x, weight, y, 0, out);
        }
    }

    /** Outputs [first, end) of {@link #linear}, of a matrix without panels. */
    Tensor linear(Tensor x, Tensor weight, int first, int end) {
        var y = allocate(x.dim(0), end - first);
        product(x, weight, y, first, end);
        return y;
    }

    /** As above, of whole groups of panels and so many rows of their input. */
    Tensor linear(long input, int rows, Panels panels, int first, int end) {
        var y = allocate(rows, end - first);
        product(input, rows, panels, y, first, end);
        return y;
    }

    private void product(long input, int rows, Panels panels, Tensor y, int first, int end) {
        // where a row of all outputs would begin
        long target = y.address() - 4L * first;
        int group = first / Panels.GROUP;
        Workers.parallel(
                (end - first + Panels.GROUP - 1) / Panels.GROUP,
                GRAIN / Panels.GROUP,
                (from, to) -> kernels.panelProduct(panels, input, rows, target, y.dim(1), group + from, group + to));
    }

    private void product(Tensor x, Tensor weight, Tensor y, int first, int end) {
        int k = weight.size(1);
        long scale = weight.scale() == null ? 0 : weight.scale().address();
        long target = y.address() - 4L * first;
        Workers.parallel(
                end - first,
                GRAIN,
                (from, to) -> kernels.matmul(
                        weight.type(),
                        weight.address(),
                        scale,
                        x.address(),
                        k,
                        target,
                        y.dim(1),
                        x.size(0),
                        first + from,
                        first + to,
                        k));
    }

    @Override
    public Tensor rmsNorm(Tensor x, Tensor weight, float eps) {
        int n = weight.size(0);
        var y = allocate(x.shape());
        Workers.parallel(Math.toIntExact(x.elements() / n), ROW_GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                long row = x.address() + 4L * r * n;
                float inverse = inverseRms(row, n, eps);
                kernels.scaleMultiply(inverse, row, weight.address(), y.address() + 4L * r * n, n);
            }
        });
        return y;
    }

    /** 1 / sqrt(mean(x^2) + eps) of n numbers. */
    public float inverseRms(long x, int n, float eps) {
        return (float) (1.0 / Math.sqrt(kernels.dot(x, x, n) / n + eps));
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        var y = allocate(a.shape());
        int n = a.size(a.rank() - 1);
        Workers.parallel(Math.toIntExact(a.elements() / n), ROW_GRAIN, (from, to) -> {
            long at = 4L * from * n;
            kernels.add(a.address() + at, b.address() + at, y.address() + at, (to - from) * n);
        });
        return y;
    }

    @Override
    public Tensor addScaled(Tensor a, float factor, Tensor b) {
        var y = allocate(a.shape());
        int n = a.size(a.rank() - 1);
        Workers.parallel(Math.toIntExact(a.elements() / n), ROW_GRAIN, (from, to) -> {
            long at = 4L * from * n;
            Memory.copy(a.address() + at, y.address() + at, (long) (to - from) * n);
            kernels.axpy(factor, b.address() + at, y.address() + at, (to - from) * n);
        });
        return y;
    }

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        var y = allocate(x.dim(0), to - from);
        Workers.parallel(x.size(0), ROW_GRAIN, (first, end) -> {
            for (int r = first; r < end; r++) {
                Memory.copy(x.address() + 4 * (r * x.dim(1) + from), y.address() + 4L * r * (to - from), to - from);
            }
        });
        return y;
    }

    @Override
    public Tensor concat(Tensor a, Tensor b) {
        long n = a.dim(1);
        long m = b.dim(1);
        var y = allocate(a.dim(0), n + m);
        Workers.parallel(a.size(0), ROW_GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                long row = y.address() + 4L * r * (n + m);
                Memory.copy(a.address() + 4L * r * n, row, n);
                Memory.copy(b.address() + 4L * r * m, row + 4 * n, m);
            }
        });
        return y;
    }

    @Override
    public Tensor rows(Tensor x, int[] rows) {
        var y = allocate(rows.length, x.dim(1));
        gather(x, rows, y);
        return y;
    }

    private static void gather(Tensor x, int[] rows, Tensor y) {
        long n = x.dim(1);
        Workers.parallel(rows.length, MANY_ROWS, (from, to) -> {
            for (int r = from; r < to; r++) {
                Memory.copy(x.address() + 4L * rows[r] * n, y.address() + 4L * r * n, n);
            }
        });
    }

    @Override
    public Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions) {
        return rope(x, heads, offset, rotary, positions, 1f);
    }

    /** As {@link Ops#rope}; with {@code direction} -1 turned back, which is the gradient's way. */
    public Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions, float direction) {
        int half = rotary.dim() / 2;
        int headDim = x.size(1) / heads;
        int step = rotary.interleaved() ? 2 : 1;
        int second = rotary.interleaved() ? 1 : half;
        var y = allocate(x.shape());
        var table = ropeTables.table(rotary, positions);
        Workers.parallel(x.size(0), ROW_GRAIN, (from, to) -> {
            Memory.copy(x.address() + 4L * from * x.dim(1), y.address() + 4L * from * x.dim(1), (to - from) * x.dim(1));
            for (int r = from; r < to; r++) {
                for (int h = 0; h < heads; h++) {
                    long head = y.address() + 4 * (r * x.dim(1) + (long) h * headDim + offset);
                    for (int i = 0; i < half; i++) {
                        float cos = table[2 * (r * half + i)];
                        float sin = direction * table[2 * (r * half + i) + 1];
                        long at = (long) i * step;
                        float a = Memory.get(head, at);
                        float b = Memory.get(head, at + second);
                        Memory.put(head, at, a * cos - b * sin);
                        Memory.put(head, at + second, a * sin + b * cos);
                    }
                }
            }
        });
        return y;
    }

    @Override
    public Tensor expandKeys(Tensor kv, Tensor keyRope, LatentHeads heads) {
        int nope = heads.nopeDim();
        int rope = heads.ropeDim();
        var k = allocate(kv.dim(0), (long) heads.heads() * (nope + rope));
        Workers.parallel(kv.size(0), ROW_GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int h = 0; h < heads.heads(); h++) {
                    long target = k.address() + 4 * (r * k.dim(1) + (long) h * (nope + rope));
                    Memory.copy(
                            kv.address() + 4 * (r * kv.dim(1) + (long) h * (nope + heads.valueDim())), target, nope);
                    Memory.copy(keyRope.address() + 4L * r * rope, target + 4L * nope, rope);
                }
            }
        });
        return k;
    }

    @Override
    public Tensor expandValues(Tensor kv, LatentHeads heads) {
        int width = heads.nopeDim() + heads.valueDim();
        var v = allocate(kv.dim(0), (long) heads.heads() * heads.valueDim());
        Workers.parallel(kv.size(0), ROW_GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                for (int h = 0; h < heads.heads(); h++) {
                    Memory.copy(
                            kv.address() + 4 * (r * kv.dim(1) + (long) h * width + heads.nopeDim()),
                            v.address() + 4 * (r * v.dim(1) + (long) h * heads.valueDim()),
                            heads.valueDim());
                }
            }
        });
        return v;
    }

    @Override
    public Tensor attention(
            Tensor q, Tensor k, Tensor v, Heads heads, Batch batch, @Nullable AttentionCache cache, int layer) {
        var out = allocate(q.dim(0), (long) heads.heads() * heads.valueDim());
        var spans = new ArrayList<CausalAttention.Span>();
        var rows = cache == null ? k : concat(k, v);
        for (int s = 0; s < batch.sequences(); s++) {
            int start = batch.starts()[s];
            var source =
                    cache == null ? KeyValueSource.of(k, v, start, heads) : KeyValueSource.of(cache, s, layer, heads);
            if (cache != null) {
                CacheRows.write(cache, s, layer, batch.position(s), rows.rows(start, batch.end(s)));
            }
            spans.add(new CausalAttention.Span(start, batch.end(s), cache == null ? 0 : batch.position(s), source));
        }
        new CausalAttention(kernels, heads, this::allocate).run(q, out, spans);
        return out;
    }

    @Override
    public Tensor latentAttention(
            Tensor q,
            Tensor latent,
            Tensor keyRope,
            Tensor kvB,
            LatentHeads heads,
            Batch batch,
            AttentionCache cache,
            int layer) {
        return latentAttention.run(q, latent, keyRope, kvB, heads, batch, cache, layer);
    }

    @Override
    public Tensor gatedFfn(Tensor x, FfnWeights weights) {
        var one = List.of(weights);
        if (PackedFfn.takes(one)) {
            return packedFfn.run(roundings.inputOf(x, PackedFfn.rounds(one)), one, new int[] {0, x.size(0)});
        }
        return gatedFfnSteps(x, weights).out();
    }

    /** {@link Ops#gatedFfn} with the steps on the way, which its gradient needs. */
    public FfnSteps gatedFfnSteps(Tensor x, FfnWeights weights) {
        var steps = ffnSteps(x.size(0), weights);
        var hidden = borrow(steps.gate().shape());
        fill(x, weights, steps, hidden);
        giveBack(hidden);
        return steps;
    }

    private FfnSteps ffnSteps(int rows, FfnWeights weights) {
        int intermediate = weights.gate().size(0);
        return new FfnSteps(
                allocate(rows, intermediate),
                allocate(rows, intermediate),
                allocate(rows, weights.down().size(0)));
    }

    private void fill(Tensor x, FfnWeights weights, FfnSteps steps, Tensor hidden) {
        matmul(x, weights.gate(), steps.gate());
        matmul(x, weights.up(), steps.up());
        swiglu(steps.gate(), steps.up(), hidden);
        matmul(hidden, weights.down(), steps.out());
    }

    @Override
    public Tensor swiglu(Tensor gate, Tensor up) {
        var hidden = allocate(gate.shape());
        swiglu(gate, up, hidden);
        return hidden;
    }

    private void swiglu(Tensor gate, Tensor up, Tensor hidden) {
        int n = gate.size(1);
        Workers.parallel(gate.size(0), 1, (from, to) -> {
            long at = 4L * from * n;
            kernels.swiglu(gate.address() + at, up.address() + at, hidden.address() + at, (to - from) * n);
        });
    }

    @Override
    public Routing route(Tensor logits, @Nullable Tensor bias, RoutingRule rule, int @Nullable [] kept) {
        int tokens = logits.size(0);
        int experts = logits.size(1);
        var scores = allocate(tokens, experts);
        var weights = allocate(tokens, rule.perToken());
        var chosen = kept == null ? new int[tokens * rule.perToken()] : kept.clone();
        if (chosen.length != tokens * rule.perToken()) {
            throw new IllegalArgumentException("%d experts are kept for %d tokens".formatted(chosen.length, tokens));
        }
        Workers.parallel(tokens, MANY_ROWS, (from, to) -> {
            var router = new Router(kernels, rule, experts);
            for (int t = from; t < to; t++) {
                router.route(
                        kept == null,
                        logits.address() + 4L * t * experts,
                        bias,
                        scores.address() + 4L * t * experts,
                        chosen,
                        t * rule.perToken(),
                        weights.address() + 4L * t * rule.perToken());
            }
        });
        return new Routing(chosen, weights, scores);
    }

    @Override
    public Tensor mixtureOfExperts(Tensor x, Routing routing, List<FfnWeights> experts) {
        if (PackedFfn.takes(experts)) {
            return packedFfn.mixture(x, roundings.inputOf(x, PackedFfn.rounds(experts)), routing, experts);
        }
        return mixtureSteps(x, routing, experts).out();
    }

    /** {@link Ops#mixtureOfExperts} with the steps on the way, which its gradient needs. */
    public MixtureSteps mixtureSteps(Tensor x, Routing routing, List<FfnWeights> experts) {
        int slots = routing.perToken();
        int dim = x.size(1);
        var order = MixtureSteps.order(routing, experts.size());
        var tokens = Arrays.stream(order).map(s -> s / slots).toArray();
        var steps = ffnSteps(order.length, experts.getFirst());
        var input = borrow(order.length, dim);
        var hidden = borrow(steps.gate().shape());
        gather(x, tokens, input);
        var parts = MixtureSteps.parts(routing, order);
        boolean apart = experts.stream().allMatch(FfnWeights::sharesNothing);
        Workers.each(parts.size(), apart, i -> {
            var part = parts.get(i);
            int first = part.from();
            int end = part.to();
            fill(input.rows(first, end), experts.get(part.expert()), steps.rows(first, end), hidden.rows(first, end));
        });
        giveBack(hidden);
        giveBack(input);
        var places = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            places[order[i]] = i;
        }
        var out = allocate(x.shape());
        Workers.parallel(x.size(0), ROW_GRAIN, (from, to) -> {
            Memory.clear(out.address() + 4L * from * dim, (long) (to - from) * dim);
            for (int s = from * slots; s < to * slots; s++) {
                kernels.axpy(
                        routing.weights().get(s),
                        steps.out().address() + 4L * places[s] * dim,
                        out.address() + 4L * (s / slots) * dim,
                        dim);
            }
        });
        return new MixtureSteps(out, order, tokens, steps, parts);
    }
}
