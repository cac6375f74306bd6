package dev.ferkel.internal.model;

import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.tensor.Tensor;

/** One transformer layer: x += attention(norm(x)); x += feedForward(norm(x)). */
final class Block {
    private final RmsNorm attentionNorm;
    private final SelfAttention attention;
    private final RmsNorm ffnNorm;
    private final FeedForward ffn;

    Block(Weights weights, ModelConfig config, Rotary rotary, int layer) {
        var name = "model.layers." + layer + ".";
        int hidden = config.hiddenSize();
        attentionNorm = RmsNorm.of(weights, name + "input_layernorm", hidden, config.normEps());
        attention = switch (config.attention()) {
            case Attention.GroupedQuery g -> new GroupedQueryAttention(weights, name + "self_attn.", config, g, rotary);
            case Attention.Latent l -> new MultiHeadLatentAttention(weights, name + "self_attn.", config, l, rotary);
        };
        ffnNorm = RmsNorm.of(weights, name + "post_attention_layernorm", hidden, config.normEps());
        ffn = config.isDense(layer)
                ? new GatedFfn(weights, name + "mlp.", hidden, config.intermediateSize())
                : new MixtureOfExperts(weights, name + "mlp.", config.experts().orElseThrow(), hidden);
    }

    Tensor forward(Step step, Tensor x, int layer) {
        return step.ops().segment(x, () -> compute(step, x, layer));
    }

    private Tensor compute(Step step, Tensor x, int layer) {
        var ops = step.ops();
        var attended = ops.add(x, attention.forward(step, attentionNorm.forward(ops, x), layer));
        return ops.add(attended, ffn.forward(step, ffnNorm.forward(ops, attended), layer));
    }
}
