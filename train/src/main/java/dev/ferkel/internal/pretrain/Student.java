package dev.ferkel.internal.pretrain;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.kernel.TrainingPanels;
import dev.ferkel.internal.model.Adaptation;
import dev.ferkel.internal.model.LowRank;
import dev.ferkel.internal.model.Model;
import dev.ferkel.internal.model.TensorSource;
import dev.ferkel.internal.model.Weights;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network that learns: its weights by name, and which of them the optimiser moves. */
public final class Student {
    private static final String ROUTING_BIAS = "e_score_correction_bias";

    private final Weights weights;
    private final Model model;
    private final boolean adapts;

    private Student(Weights weights, Model model, boolean adapts) {
        this.weights = weights;
        this.model = model;
        this.adapts = adapts;
    }

    /** {@link #of(ModelConfig, TensorSource, Precision)} in F32. */
    public static Student of(ModelConfig config, TensorSource source) {
        return of(config, source, Precision.F32, Adaptation.NONE);
    }

    /**
     * A network with the weights of a source.
     *
     * @param source stays open while the student is used
     * @param precision of what it multiplies; weights, gradients and moments are F32 in any case
     * @param adaptation of matrices by low-rank paths, which alone learn then; {@link Adaptation#NONE}: all does
     */
    public static Student of(ModelConfig config, TensorSource source, Precision precision, Adaptation adaptation) {
        var weights = Weights.trainable(source, precision::of, adaptation);
        return new Student(weights, Model.trainable(config, weights), adaptation != Adaptation.NONE);
    }

    public Model model() {
        return model;
    }

    /** Everything that a checkpoint holds, by Hugging Face name: of a network with adapters, those. */
    public Map<String, Tensor> tensors() {
        var tensors = new LinkedHashMap<>(weights.bound());
        if (adapts) {
            tensors.keySet().removeIf(name -> !LowRank.isPart(name));
        }
        return tensors;
    }

    /** All but the routing biases, which the load balancer moves; of a network with adapters, those. */
    public Map<String, Tensor> learned() {
        var learned = tensors();
        learned.keySet().removeIf(name -> name.endsWith(ROUTING_BIAS));
        return learned;
    }

    /** The gate's bias of a layer, which is the last where it is the multi-token prediction module's; null without one. */
    Tensor routingBias(int layer) {
        var bias = weights.bound().get("model.layers." + layer + ".mlp.gate." + ROUTING_BIAS);
        if (bias == null) {
            throw new IllegalArgumentException("layer " + layer + " has no routing bias");
        }
        return bias;
    }

    /** Whether a layer has a routing bias that may be moved: what adapters are beside stays as it is. */
    boolean hasRoutingBias(int layer) {
        return !adapts && weights.bound().containsKey("model.layers." + layer + ".mlp.gate." + ROUTING_BIAS);
    }

    /** Takes over the weights of a source, which may be closed afterwards. */
    public void restore(TensorSource source) {
        tensors().forEach((name, tensor) -> {
            var found = source.find(name, tensor.shape())
                    .orElseThrow(() -> FerkelException.of("%s: tensor '%s' is missing", source.name(), name));
            if (!found.hasShape(tensor.shape())) {
                throw FerkelException.of(
                        "%s: tensor '%s' has shape %s, expected %s",
                        source.name(), name, found.shapeText(), tensor.shapeText());
            }
            Memory.copy(source.f32(found).address(), tensor.address(), tensor.elements());
        });
        refresh();
    }

    /** Takes over weights that were changed in place. */
    public void refresh() {
        for (var tensor : tensors().values()) {
            if (tensor.packed() instanceof TrainingPanels panels) {
                panels.refresh();
            }
        }
    }
}
