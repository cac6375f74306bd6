package dev.ferkel.internal.ops;

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

    private <T> T timed(String name, long bytes, long operations, Supplier<T> work) {
        long start = System.nanoTime();
        var result = work.get();
        times.add(name, System.nanoTime() - start, bytes, operations);
        return result;
    }

    private static long bytes(Tensor weight) {
        return weight.type().bytes(weight.elements());
    }

    private static long bytes(FfnWeights w) {
        return bytes(w.gate()) + bytes(w.up()) + bytes(w.down());
    }

    private static long elements(FfnWeights w) {
        return w.gate().elements() + w.up().elements() + w.down().elements();
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        return timed("embedding", 0, 0, () -> ops.embedding(table, ids));
    }

    @Override
    public Tensor segment(Tensor x, Supplier<Tensor> body) {
        return ops.segment(x, body);
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        var name = "linear %dx%d".formatted(weight.dim(0), weight.dim(1));
        return timed(name, bytes(weight), 2 * x.dim(0) * weight.elements(), () -> ops.linear(x, weight, bias));
    }

    @Override
    public List<Tensor> linears(Tensor x, List<Tensor> weights) {
        long rows = weights.stream().mapToLong(w -> w.dim(0)).sum();
        long bytes = weights.stream().mapToLong(TimedOps::bytes).sum();
        var name = "linear %dx%d".formatted(rows, x.dim(1));
        return timed(name, bytes, 2 * x.dim(0) * rows * x.dim(1), () -> ops.linears(x, weights));
    }

    @Override
    public Tensor rmsNorm(Tensor x, Tensor weight, float eps) {
        return timed("rms norm", 0, 0, () -> ops.rmsNorm(x, weight, eps));
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        return timed("add", 0, 0, () -> ops.add(a, b));
    }

    @Override
    public Tensor addScaled(Tensor a, float factor, Tensor b) {
        return timed("add", 0, 0, () -> ops.addScaled(a, factor, b));
    }

    @Override
    public Tensor swiglu(Tensor gate, Tensor up) {
        return timed("swiglu", 0, 0, () -> ops.swiglu(gate, up));
    }

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        return timed("columns", 0, 0, () -> ops.columns(x, from, to));
    }

    @Override
    public Tensor concat(Tensor a, Tensor b) {
        return timed("concat", 0, 0, () -> ops.concat(a, b));
    }

    @Override
    public Tensor rows(Tensor x, int[] rows) {
        return timed("rows", 0, 0, () -> ops.rows(x, rows));
    }

    @Override
    public Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions) {
        return timed("rope", 0, 0, () -> ops.rope(x, heads, offset, rotary, positions));
    }

    @Override
    public Tensor expandKeys(Tensor kv, Tensor keyRope, LatentHeads heads) {
        return timed("expand keys", 0, 0, () -> ops.expandKeys(kv, keyRope, heads));
    }

    @Override
    public Tensor expandValues(Tensor kv, LatentHeads heads) {
        return timed("expand values", 0, 0, () -> ops.expandValues(kv, heads));
    }

    @Override
    public Tensor attention(
            Tensor q, Tensor k, Tensor v, Heads heads, Batch batch, @Nullable AttentionCache cache, int layer) {
        return timed("attention", 0, 0, () -> ops.attention(q, k, v, heads, batch, cache, layer));
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
                bytes(kvB),
                0,
                () -> ops.latentAttention(q, latent, keyRope, kvB, heads, batch, cache, layer));
    }

    @Override
    public Tensor gatedFfn(Tensor x, FfnWeights weights) {
        return timed("ffn", bytes(weights), 2 * x.dim(0) * elements(weights), () -> ops.gatedFfn(x, weights));
    }

    @Override
    public Routing route(Tensor logits, @Nullable Tensor bias, RoutingRule rule, int @Nullable [] kept) {
        return timed("route", 0, 0, () -> ops.route(logits, bias, rule, kept));
    }

    @Override
    public Tensor mixtureOfExperts(Tensor x, Routing routing, List<FfnWeights> experts) {
        var slots = new int[experts.size()];
        for (int expert : routing.experts()) {
            slots[expert]++;
        }
        long bytes = 0;
        long operations = 0;
        for (int e = 0; e < slots.length; e++) {
            bytes += slots[e] == 0 ? 0 : bytes(experts.get(e));
            operations += 2L * slots[e] * elements(experts.get(e));
        }
        return timed("experts", bytes, operations, () -> ops.mixtureOfExperts(x, routing, experts));
    }
}
