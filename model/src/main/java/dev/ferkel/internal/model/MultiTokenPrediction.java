package dev.ferkel.internal.model;

import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.ops.Rotary;
import dev.ferkel.internal.tensor.Tensor;

/**
 * Predicts the token after the next (DeepSeek-V3 report, section 2.2): one more block over the joined embedding of the
 * next token and the main model's normalised hidden state, in this order, as the released weights need it. Embedding
 * and head are the main model's.
 */
final class MultiTokenPrediction {
    private final int layer;
    private final RmsNorm embeddingNorm;
    private final RmsNorm hiddenNorm;
    private final Linear join;
    private final Block block;
    private final RmsNorm outputNorm;

    MultiTokenPrediction(Weights weights, ModelConfig config, Rotary rotary, int layer) {
        var name = "model.layers." + layer + ".";
        int hidden = config.hiddenSize();
        this.layer = layer;
        embeddingNorm = RmsNorm.of(weights, name + "enorm", hidden, config.normEps());
        hiddenNorm = RmsNorm.of(weights, name + "hnorm", hidden, config.normEps());
        join = Linear.of(weights, name + "eh_proj", hidden, 2L * hidden);
        block = new Block(weights, config, rotary, layer);
        outputNorm = RmsNorm.of(weights, name + "shared_head.norm", hidden, config.normEps());
    }

    /**
     * @param embedding of the token after each row's [rows, hidden]
     * @param hidden the main model's, after its final norm [rows, hidden]
     * @return what the head turns into logits [rows, hidden]
     */
    Tensor forward(Step step, Tensor embedding, Tensor hidden) {
        var ops = step.ops();
        var joined = ops.concat(embeddingNorm.forward(ops, embedding), hiddenNorm.forward(ops, hidden));
        return outputNorm.forward(ops, block.forward(step, join.forward(ops, joined), layer));
    }
}
