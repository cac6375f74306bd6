package dev.ferkel.internal.model;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.ops.LatentHeads;
import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.ops.SplitLatentWeights;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Optional;

/**
 * Multi-head Latent Attention (DeepSeek-V2 report, section 2.1; V3 report, eq. 1-11): keys and values of all heads come
 * from one latent a token, and that latent, with one rotated key, is all the cache holds.
 */
final class MultiHeadLatentAttention implements SelfAttention {
    private final LatentHeads heads;
    private final Rotary rotary;
    private final Projections downs;
    private final Optional<RmsNorm> queryNorm;
    private final Linear queryUp;
    private final RmsNorm latentNorm;
    private final Tensor kvB;
    private final Optional<LowRank> kvBPath;
    private final Linear out;

    MultiHeadLatentAttention(Weights weights, String name, ModelConfig config, Attention.Latent shape, Rotary rotary) {
        heads = new LatentHeads(
                shape.heads(),
                shape.keyValueLoraRank(),
                shape.nopeHeadDim(),
                shape.ropeHeadDim(),
                shape.valueHeadDim(),
                config.attentionScale());
        this.rotary = rotary;
        long queries = (long) shape.heads() * (shape.nopeHeadDim() + shape.ropeHeadDim());
        int rank = shape.queryLoraRank();
        Linear queryDown;
        if (rank > 0) {
            queryDown = Linear.withBias(weights, name + "q_a_proj", rank, config.hiddenSize());
            queryNorm = Optional.of(RmsNorm.of(weights, name + "q_a_layernorm", rank, RmsNorm.INNER_EPS));
            queryUp = Linear.of(weights, name + "q_b_proj", queries, rank);
        } else {
            queryNorm = Optional.empty();
            queryUp = Linear.of(weights, name + "q_proj", queries, config.hiddenSize());
            queryDown = queryUp;
        }
        downs = new Projections(
                queryDown,
                Linear.withBias(weights, name + "kv_a_proj_with_mqa", heads.cacheWidth(), config.hiddenSize()));
        latentNorm = RmsNorm.of(weights, name + "kv_a_layernorm", heads.latentDim(), RmsNorm.INNER_EPS);
        kvB = weights.latentUp(name + "kv_b_proj", heads);
        kvBPath = weights.latentPath(name + "kv_b_proj", heads);
        out = Linear.withBias(
                weights, name + "o_proj", config.hiddenSize(), (long) shape.heads() * shape.valueHeadDim());
    }

    @Override
    public Tensor forward(Step step, Tensor x, int layer) {
        var ops = step.ops();
        var positions = step.batch().positions();
        var both = downs.forward(ops, x);
        var q = ops.rope(queries(ops, both.get(0)), heads.heads(), heads.nopeDim(), rotary, positions);
        var down = both.get(1);
        var latent = latentNorm.forward(ops, ops.columns(down, 0, heads.latentDim()));
        var keyRope = ops.rope(ops.columns(down, heads.latentDim(), heads.cacheWidth()), 1, 0, rotary, positions);
        var cache = step.cache();
        if (cache != null && cache.form(0) != LatentForm.KEPT) {
            if (kvBPath.isPresent()) {
                throw new IllegalStateException("an adapter that is trained needs keys and values that are kept");
            }
            return out.forward(ops, ops.latentAttention(q, latent, keyRope, kvB, heads, step.batch(), cache, layer));
        }
        if (kvB.packed() instanceof SplitLatentWeights) {
            throw FerkelException.of("keys and values can't be kept with weights that are laid out for a cache of "
                    + "latents: load them as they are (--exact)");
        }
        var product = ops.linear(latent, kvB, null);
        var kv = kvBPath.isPresent() ? kvBPath.get().add(ops, product, latent) : product;
        var attended = ops.attention(
                q,
                ops.expandKeys(kv, keyRope, heads),
                ops.expandValues(kv, heads),
                heads.expanded(),
                step.batch(),
                cache,
                layer);
        return out.forward(ops, attended);
    }

    /** Queries from what the first matrix gave: they themselves, or their low rank. */
    private Tensor queries(Ops ops, Tensor first) {
        return queryNorm.isEmpty()
                ? first
                : queryUp.forward(ops, queryNorm.get().forward(ops, first));
    }
}
