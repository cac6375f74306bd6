package dev.ferkel.internal.model;

import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.ops.Heads;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Optional;

/** Attention whose query heads share keys and values (Ainslie et al. 2023): Llama, Qwen2, Qwen3. */
final class GroupedQueryAttention implements SelfAttention {
    private final Heads heads;
    private final Rotary rotary;
    private final Projections queryKeyValue;
    private final Linear o;
    private final Optional<RmsNorm> qNorm;
    private final Optional<RmsNorm> kNorm;

    GroupedQueryAttention(
            Weights weights, String name, ModelConfig config, Attention.GroupedQuery shape, Rotary rotary) {
        int d = shape.headDim();
        this.heads = new Heads(shape.heads(), shape.keyValueHeads(), d, d, config.attentionScale());
        this.rotary = rotary;
        long queries = (long) shape.heads() * d;
        long keys = (long) shape.keyValueHeads() * d;
        queryKeyValue = new Projections(
                Linear.withBias(weights, name + "q_proj", queries, config.hiddenSize()),
                Linear.withBias(weights, name + "k_proj", keys, config.hiddenSize()),
                Linear.withBias(weights, name + "v_proj", keys, config.hiddenSize()));
        o = Linear.withBias(weights, name + "o_proj", config.hiddenSize(), queries);
        qNorm = norm(weights, name + "q_norm", config, shape);
        kNorm = norm(weights, name + "k_norm", config, shape);
    }

    private static Optional<RmsNorm> norm(
            Weights weights, String name, ModelConfig config, Attention.GroupedQuery shape) {
        return shape.queryKeyNorm()
                ? Optional.of(RmsNorm.of(weights, name, shape.headDim(), config.normEps()))
                : Optional.empty();
    }

    @Override
    public Tensor forward(Step step, Tensor x, int layer) {
        var ops = step.ops();
        var positions = step.batch().positions();
        var projected = queryKeyValue.forward(ops, x);
        var query = turned(step, projected.get(0), qNorm, heads.heads(), positions);
        var key = turned(step, projected.get(1), kNorm, heads.keyValueHeads(), positions);
        var value = projected.get(2);
        return o.forward(ops, ops.attention(query, key, value, heads, step.batch(), step.cache(), layer));
    }

    private Tensor turned(Step step, Tensor x, Optional<RmsNorm> norm, int count, int[] positions) {
        var normal = norm.isPresent() ? norm.get().forward(step.ops(), x) : x;
        return step.ops().rope(normal, count, 0, rotary, positions);
    }
}
