package dev.ferkel.internal.ops;

import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Operations of another kind, with what each takes noted. */
public final class TimedOps implements Ops {
    private final Ops ops;
    private final OperationTimes times;

    public TimedOps(Ops ops, OperationTimes times) {
        this.ops = ops;
        this.times = times;
    }

    private <T> T timed(String name, Work work, Supplier<T> operation) {
        long waited = Workers.waited();
        long start = System.nanoTime();
        var result = operation.get();
        times.add(name, System.nanoTime() - start, Workers.waited() - waited, work);
        return result;
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        return timed("embedding", Work.NONE, () -> ops.embedding(table, ids));
    }

    @Override
    public Tensor segment(Tensor x, Supplier<Tensor> body) {
        return ops.segment(x, body);
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        var name = "linear %dx%d".formatted(weight.dim(0), weight.dim(1));
        return timed(name, Work.product(weight, x.dim(0)), () -> ops.linear(x, weight, bias));
    }

    @Override
    public List<Tensor> linears(Tensor x, List<Tensor> weights) {
        long rows = weights.stream().mapToLong(w -> w.dim(0)).sum();
        var name = "linear %dx%d".formatted(rows, x.dim(1));
        return timed(name, Work.products(weights, x.dim(0)), () -> ops.linears(x, weights));
    }

    @Override
    public Tensor rmsNorm(Tensor x, Tensor weight, float eps) {
        return timed("rms norm", Work.NONE, () -> ops.rmsNorm(x, weight, eps));
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        return timed("add", Work.NONE, () -> ops.add(a, b));
    }

    @Override
    public Tensor addScaled(Tensor a, float factor, Tensor b) {
        return timed("add", Work.NONE, () -> ops.addScaled(a, factor, b));
    }

    @Override
    public Tensor swiglu(Tensor gate, Tensor up) {
        return timed("swiglu", Work.NONE, () -> ops.swiglu(gate, up));
    }

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        return timed("columns", Work.NONE, () -> ops.columns(x, from, to));
    }

    @Override
    public Tensor concat(Tensor a, Tensor b) {
        return timed("concat", Work.NONE, () -> ops.concat(a, b));
    }

    @Override
    public Tensor rows(Tensor x, int[] rows) {
        return timed("rows", Work.NONE, () -> ops.rows(x, rows));
    }

    @Override
    public Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions) {
        return timed("rope", Work.NONE, () -> ops.rope(x, heads, offset, rotary, positions));
    }

    @Override
    public Tensor expandKeys(Tensor kv, Tensor keyRope, LatentHeads heads) {
        return timed("expand keys", Work.NONE, () -> ops.expandKeys(kv, keyRope, heads));
    }

    @Override
    public Tensor expandValues(Tensor kv, LatentHeads heads) {
        return timed("expand values", Work.NONE, () -> ops.expandValues(kv, heads));
    }

    @Override
    public Tensor attention(
            Tensor q, Tensor k, Tensor v, Heads heads, Batch batch, @Nullable AttentionCache cache, int layer) {
        return timed(
                "attention",
                Work.attention(heads, batch, cache),
                () -> ops.attention(q, k, v, heads, batch, cache, layer));
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
        return timed(
                "latent attention",
                Work.latentAttention(kvB, heads, batch, cache),
                () -> ops.latentAttention(q, latent, keyRope, kvB, heads, batch, cache, layer));
    }

    @Override
    public Tensor gatedFfn(Tensor x, FfnWeights weights) {
        return timed("ffn", Work.product(weights, x.dim(0)), () -> ops.gatedFfn(x, weights));
    }

    @Override
    public Routing route(Tensor logits, @Nullable Tensor bias, RoutingRule rule, int @Nullable [] kept) {
        return timed("route", Work.NONE, () -> ops.route(logits, bias, rule, kept));
    }

    @Override
    public Tensor mixtureOfExperts(Tensor x, Routing routing, List<FfnWeights> experts) {
        var slots = new int[experts.size()];
        for (int expert : routing.experts()) {
            slots[expert]++;
        }
        var work = Work.NONE;
        for (int e = 0; e < slots.length; e++) {
            work = slots[e] == 0 ? work : work.plus(Work.product(experts.get(e), slots[e]));
        }
        return timed("experts", work, () -> ops.mixtureOfExperts(x, routing, experts));
    }
}
