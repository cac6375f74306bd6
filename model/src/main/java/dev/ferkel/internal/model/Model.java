package dev.ferkel.internal.model;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole network (DeepSeek's {@code Transformer}): embedding, blocks, final norm, head, and its MTP module. */
public final class Model {
    private final ModelConfig config;
    private final Tensor embedding;
    private final List<Block> blocks = new ArrayList<>();
    private final RmsNorm norm;
    private final Tensor head;
    private final Optional<MultiTokenPrediction> mtp;

    private Model(ModelConfig config, Weights weights, Progress progress) {
        this.config = config;
        var rotary = config.rope().rotary();
        int hidden = config.hiddenSize();
        var table = "model.embed_tokens.weight";
        embedding = config.tiedEmbeddings()
                ? weights.matrix(table, config.vocabularySize(), hidden)
                : weights.table(table, config.vocabularySize(), hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            progress.at(layer, config.layers());
            blocks.add(new Block(weights, config, rotary, layer));
        }
        norm = RmsNorm.of(weights, "model.norm", hidden, config.normEps());
        head = config.tiedEmbeddings() ? embedding : weights.matrix("lm_head.weight", config.vocabularySize(), hidden);
        boolean module = config.mtpLayers() > 0
                && weights.findMatrix("model.layers." + config.layers() + ".eh_proj.weight", hidden, 2L * hidden)
                        .isPresent();
        mtp = module
                ? Optional.of(new MultiTokenPrediction(weights, config, rotary, config.layers()))
                : Optional.empty();
        progress.at(config.layers(), config.layers());
    }

    /** {@link #load(Checkpoint, WeightForm, Progress)} with matrices as they are in the file, rounding nothing. */
    public static Model load(Checkpoint checkpoint, Progress progress) {
        return load(checkpoint, WeightForm.EXACT, progress);
    }

    /** Binds a checkpoint's tensors; the checkpoint has to stay open while the model is used. */
    public static Model load(Checkpoint checkpoint, WeightForm form, Progress progress) {
        return new Model(checkpoint.config(), Weights.of(checkpoint, form), progress);
    }

    /** As {@link #load}, with weights that can be trained: {@code weights} then knows them all. */
    public static Model trainable(ModelConfig config, Weights weights) {
        return new Model(config, weights, Progress.NONE);
    }

    public ModelConfig config() {
        return config;
    }

    /** Whether the file has the multi-token prediction module that drafts come from. */
    public boolean hasMtp() {
        return mtp.isPresent();
    }

    /** Hidden states after the final norm [rows, hidden]. */
    public Tensor hidden(Step step) {
        var x = step.ops().embedding(embedding, step.batch().tokens());
        for (int layer = 0; layer < blocks.size(); layer++) {
            step.probe().hidden(layer, x);
            x = blocks.get(layer).forward(step, x, layer);
        }
        var normal = norm.forward(step.ops(), x);
        step.probe().hidden(blocks.size(), normal);
        return normal;
    }

    /** Logits [rows, vocabulary] of hidden states. */
    public Tensor logits(Step step, Tensor hidden) {
        return step.ops().linear(hidden, head, null);
    }

    /**
     * The MTP module's output [rows, hidden], of which {@link #logits} are those of the token after the next; it can be
     * handed in again as {@code hidden}.
     *
     * @param step its batch holds, for each row of {@code hidden}, the token that follows it
     * @param hidden after the final norm [rows, hidden]
     */
    public Tensor mtpHidden(Step step, Tensor hidden) {
        var module = mtp.orElseThrow(() -> new IllegalStateException("the model has no MTP module"));
        return module.forward(step, step.ops().embedding(embedding, step.batch().tokens()), hidden);
    }

    /** The MTP module's logits [rows, vocabulary]; see {@link #mtpHidden}. */
    public Tensor mtpLogits(Step step, Tensor hidden) {
        return logits(step, mtpHidden(step, hidden));
    }
}
