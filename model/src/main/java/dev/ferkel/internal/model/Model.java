package dev.ferkel.internal.model;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.config.Architecture;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole network (DeepSeek's {@code Transformer}): embedding, blocks, final norm, head, and its MTP module. */
public final class Model {
    private static final String HEAD = "lm_head";

    private final ModelConfig config;
    private final Tensor embedding;
    private final List<Block> blocks = new ArrayList<>();
    private final RmsNorm norm;
    private final Linear head;
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
        head = config.tiedEmbeddings()
                ? new Linear(embedding, null, weights.lowRank(HEAD, config.vocabularySize(), hidden))
                : Linear.of(weights, HEAD, config.vocabularySize(), hidden);
        boolean module = config.mtpLayers() > 0
                && weights.findMatrix("model.layers." + config.layers() + ".eh_proj.weight", hidden, 2L * hidden)
                        .isPresent();
        mtp = module
                ? Optional.of(new MultiTokenPrediction(weights, config, rotary, config.layers()))
                : Optional.empty();
        progress.at(config.layers(), config.layers());
    }

    /** {@link #load(Checkpoint, Optional, WeightForm, Progress)} with matrices as they are in the file, rounding nothing. */
    public static Model load(Checkpoint checkpoint, Progress progress) {
        return load(checkpoint, Optional.empty(), WeightForm.EXACT, progress);
    }

    /**
     * Binds a checkpoint's tensors; it and the adapter have to stay open while the model is used.
     *
     * @param adapter computed beside the matrices, whatever type those have; MLA's kv_b is added into, and no panels are
     *     kept
     * @throws FerkelException if the adapter is another model's, or adapts what can't have one beside it
     */
    public static Model load(Checkpoint checkpoint, Optional<Adapter> adapter, WeightForm form, Progress progress) {
        var base = TensorSource.of(checkpoint);
        if (Weights.packs(form)) {
            Widened.of(checkpoint).ifPresent(progress::widens);
        }
        if (adapter.isEmpty()) {
            var weights = Weights.of(base, form, Adaptation.NONE);
            if (form != WeightForm.KEPT) {
                return new Model(checkpoint.config(), weights, progress);
            }
            var file = PanelFile.of(checkpoint);
            var model = new Model(checkpoint.config(), weights.keptIn(file), progress);
            file.write();
            return model;
        }
        var beside = adapter.get();
        beside.checkFits(checkpoint);
        var weights = Weights.of(TensorSource.adapted(base, parts(checkpoint, beside)), form, adaptation(beside));
        var model = new Model(checkpoint.config(), weights, progress);
        for (var module : beside.modules()) {
            if (!weights.bound().containsKey(LowRank.nameOfA(module))) {
                throw FerkelException.of(
                        "%s: adapts '%s', which can't have an adapter beside it: merge it into the model first",
                        beside.folder(), module);
            }
        }
        return model;
    }

    /** An adapter's parts, rows in the order that the base has them in. */
    private static TensorSource.Finder parts(Checkpoint checkpoint, Adapter adapter) {
        var config = checkpoint.config();
        boolean turns = checkpoint.isGguf() && config.architecture() == Architecture.LLAMA;
        if (!turns || !(config.attention() instanceof Attention.GroupedQuery grouped)) {
            return (name, shape) -> adapter.find(name);
        }
        return (name, shape) -> adapter.find(name).map(part -> {
            boolean inHeads = name.contains("_attn.q_proj.") || name.contains("_attn.k_proj.");
            return inHeads && !LowRank.isA(name) ? RotaryOrder.gguf(part, grouped.headDim()) : part;
        });
    }

    private static Adaptation adaptation(Adapter adapter) {
        var config = adapter.config();
        return new Adaptation(config.rank(), config.scale(), adapter.modules()::contains);
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
        return head.forward(step.ops(), hidden);
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
