package dev.ferkel.internal.ops;

import dev.ferkel.internal.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What networks are made of. Activations are F32 [rows, columns]; every result is new memory that lives until the step
 * ends. {@link EagerOps} computes; the autograd package's recording twin also notes the backward.
 */
public interface Ops {
    /** Rows {@code ids} of a table [vocabulary, dim]: [ids, dim]. */
    Tensor embedding(Tensor table, int[] ids);

    /**
     * What {@code body} computes of x by these operations: of x's shape. The memory of the rest is used again, x's too if
     * it came from here; a twin that records may keep x alone, and compute the rest again when gradients flow back.
     */
    default Tensor segment(Tensor x, Supplier<Tensor> body) {
        return body.get();
    }

    /** x [rows, in] times weight [out, in] transposed, plus bias [out]: [rows, out]. */
    Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias);

    /**
     * One x with several weights, none of which has a bias: {@link #linear} with each. Where that rounds x, it is rounded
     * less for the last one: attention's values or MLA's latents, which rounding hurts most.
     */
    default List<Tensor> linears(Tensor x, List<Tensor> weights) {
        return weights.stream().map(w -> linear(x, w, null)).toList();
    }

    /**
     * x / sqrt(mean(x^2) + eps) * weight over groups of the weight's length: the whole row, or each head of it
     * (RMSNorm, Zhang and Sennrich 2019).
     */
    Tensor rmsNorm(Tensor x, Tensor weight, float eps);

    /** a + b, of one shape. */
    Tensor add(Tensor a, Tensor b);

    /** a + factor * b, of one shape. */
    Tensor addScaled(Tensor a, float factor, Tensor b);

    /** silu(gate) * up, of one shape: what lies between the matrices of {@link #gatedFfn}. */
    Tensor swiglu(Tensor gate, Tensor up);

    /** Columns [from, to): [rows, to - from]. */
    Tensor columns(Tensor x, int from, int to);

    /** a's columns, then b's: [rows, a + b]. */
    Tensor concat(Tensor a, Tensor b);

    /** The rows named, in that order: [rows, columns]. */
    Tensor rows(Tensor x, int[] rows);

    /** x [rows, heads * headDim] with {@code rotary.dim()} numbers of each head, from {@code offset}, turned. */
    Tensor rope(Tensor x, int heads, int offset, Rotary rotary, int[] positions);

    /** Keys [rows, heads * (nope + rope)] from kv [rows, heads * (nope + value)] and the shared rotated key [rows, rope]. */
    Tensor expandKeys(Tensor kv, Tensor keyRope, LatentHeads heads);

    /** Values [rows, heads * value] from kv [rows, heads * (nope + value)]. */
    Tensor expandValues(Tensor kv, LatentHeads heads);

    /**
     * Causal softmax attention: q [rows, heads * keyDim], k [rows, keyValueHeads * keyDim], v [rows, keyValueHeads *
     * valueDim] to [rows, heads * valueDim]. With a cache each sequence of the batch continues what the cache holds of it: k and v
     * are written to the layer and everything is read back from it.
     */
    Tensor attention(Tensor q, Tensor k, Tensor v, Heads heads, Batch batch, @Nullable AttentionCache cache, int layer);

    /**
     * MLA on cached latents: q [rows, heads * (nope + rope)], latent [rows, latentDim] (normalised), keyRope [rows,
     * rope] (rotated), kvB [heads * (nope + value), latentDim] to [rows, heads * valueDim].
     */
    Tensor latentAttention(
            Tensor q,
            Tensor latent,
            Tensor keyRope,
            Tensor kvB,
            LatentHeads heads,
            Batch batch,
            AttentionCache cache,
            int layer);

    /** SwiGLU feed-forward network. */
    Tensor gatedFfn(Tensor x, FfnWeights weights);

    /** Chooses experts from a gate's logits [rows, experts]; {@code bias} [experts] is for choosing only. */
    default Routing route(Tensor logits, @Nullable Tensor bias, RoutingRule rule) {
        return route(logits, bias, rule, null);
    }

    /**
     * The same.
     *
     * @param kept experts [rows * perToken] that are taken without a choice, at the weights that the logits give them
     */
    Routing route(Tensor logits, @Nullable Tensor bias, RoutingRule rule, int @Nullable [] kept);

    /** Sum over a token's experts, in the order of its slots, of weight times expert(x). */
    Tensor mixtureOfExperts(Tensor x, Routing routing, List<FfnWeights> experts);
}
