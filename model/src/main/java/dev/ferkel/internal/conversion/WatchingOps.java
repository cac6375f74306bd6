package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.GgufNames;
import dev.ferkel.internal.ops.AttentionCache;
import dev.ferkel.internal.ops.Batch;
import dev.ferkel.internal.ops.FfnWeights;
import dev.ferkel.internal.ops.Heads;
import dev.ferkel.internal.ops.LatentHeads;
import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.ops.Routing;
import dev.ferkel.internal.ops.RoutingRule;
import dev.ferkel.internal.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Computes as others do and adds up what each matrix of the layers is multiplied with. */
final class WatchingOps implements Ops {
    private static final Pattern EXPERT =
            Pattern.compile("model\\.layers\\.(\\d+)\\.mlp\\.experts\\.(\\d+)\\.(gate|up|down)_proj\\.weight");
    private static final String LATENT_UP = "attn_kv_b.weight";

    private final Ops ops;
    private final ImportanceSums sums;
    private final Map<Tensor, String> names = new IdentityHashMap<>();
    private final int heads;
    private @Nullable LatentHeads latent;

    /**
     * @param weights by their Hugging Face names
     * @param heads of attention
     */
    WatchingOps(Ops ops, ImportanceSums sums, Map<String, Tensor> weights, int heads) {
        this.heads = heads;
        this.ops = ops;
        this.sums = sums;
        weights.forEach((name, tensor) -> names.put(tensor, name));
    }

    /** Embedding and head are not watched. */
    private void watch(Tensor weight, Tensor x, int experts) {
        var name = names.getOrDefault(weight, "");
        var expert = EXPERT.matcher(name);
        if (expert.matches()) {
            var stack = "blk.%s.ffn_%s_exps.weight".formatted(expert.group(1), expert.group(3));
            sums.add(stack, Integer.parseInt(expert.group(2)), experts, x, 0, x.size(1));
            return;
        }
        GgufNames.of(name).filter(gguf -> gguf.startsWith("blk.")).ifPresent(gguf -> {
            sums.add(gguf, 0, 1, x, 0, x.size(1));
            for (int h = 0; h < heads && gguf.endsWith(LATENT_UP); h++) {
                sums.add(gguf.replace("kv_b", "v_b"), h, heads, x, 0, x.size(1));
            }
        });
    }

    @Override
    public Tensor segment(Tensor x, Supplier<Tensor> body) {
        return ops.segment(x, body);
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        watch(weight, x, 1);
        return ops.linear(x, weight, bias);
    }

    @Override
    public Tensor gatedFfn(Tensor x, FfnWeights weights) {
        watch(weights, x, 1);
        return ops.gatedFfn(x, weights);
    }

    private void watch(FfnWeights weights, Tensor x, int experts) {
        watch(weights.gate(), x, experts);
        watch(weights.up(), x, experts);
        var gate = ops.linear(x, weights.gate(), null);
        var up = ops.linear(x, weights.up(), null);
        for (long i = 0; i < gate.elements(); i++) {
            float g = gate.get(i);
            gate.set(i, g / (1 + (float) Math.exp(-g)) * up.get(i));
        }
        watch(weights.down(), gate, experts);
    }

    @Override
    public Tensor mixtureOfExperts(Tensor x, Routing routing, List<FfnWeights> experts) {
        int slots = routing.perToken();
        for (int e = 0; e < experts.size(); e++) {
            int expert = e;
            var rows = IntStream.range(0, routing.experts().length)
                    .filter(i -> routing.experts()[i] == expert)
                    .map(i -> i / slots)
                    .toArray();
            if (rows.length > 0) {
                watch(experts.get(e), ops.rows(x, rows), experts.size());
            }
        }
        return ops.mixtureOfExperts(x, routing, experts);
    }

    /** The heads of the attention that follows. */
    @Override
    public Tensor expandKeys(Tensor kv, Tensor keyRope, LatentHeads heads) {
        latent = heads;
        return ops.expandKeys(kv, keyRope, heads);
    }

    /** GGUF's half of kv_b for keys is multiplied with queries. */
    @Override
    public Tensor attention(
            Tensor q, Tensor k, Tensor v, Heads heads, Batch batch, @Nullable AttentionCache cache, int layer) {
        var l = latent;
        if (l != null) {
            for (int h = 0; h < l.heads(); h++) {
                int from = h * (l.nopeDim() + l.ropeDim());
                sums.add("blk." + layer + ".attn_k_b.weight", h, l.heads(), q, from, l.nopeDim());
            }
        }
        return ops.attention(q, k, v, heads, batch, cache, layer);
    }

    @Override
    public Tensor embedding(Tensor table, int[] ids) {
        return ops.embedding(table, ids);
    }

    @Override
    public Tensor rmsNorm(Tensor x, Tensor weight, float eps) {
        return ops.rmsNorm(x, weight, eps);
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        return ops.add(a, b);
    }

    @Override
    public Tensor addScaled(Tensor a, float factor, Tensor b) {
        return ops.addScaled(a, factor, b);
    }

    @Override
    public Tensor swiglu(Tensor gate, Tensor up) {
        return ops.swiglu(gate, up);
    }

    @Override
    public Tensor columns(Tensor x, int from, int to) {
        return ops.columns(x, from, to);
    }

    @Override
    public Tensor concat(Tensor a, Tensor b) {
        return ops.concat(a, b);
    }

    @Override
    public Tensor rows(Tensor x, int[] rows) {
        return ops.rows(x, rows);
    }

    @Override
    public Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions) {
        return ops.rope(x, heads, offset, rotary, positions);
    }

    @Override
    public Tensor expandValues(Tensor kv, LatentHeads heads) {
        return ops.expandValues(kv, heads);
    }

    @Override
    public Tensor latentAttention(
            Tensor q,
            Tensor latentRows,
            Tensor keyRope,
            Tensor kvB,
            LatentHeads heads,
            Batch batch,
            AttentionCache cache,
            int layer) {
        return ops.latentAttention(q, latentRows, keyRope, kvB, heads, batch, cache, layer);
    }

    @Override
    public Routing route(Tensor logits, @Nullable Tensor bias, RoutingRule rule, int @Nullable [] kept) {
        return ops.route(logits, bias, rule, kept);
    }
}
