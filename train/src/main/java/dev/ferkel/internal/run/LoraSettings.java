package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.model.Adaptation;
import dev.ferkel.internal.model.AdapterConfig;
import dev.ferkel.internal.model.LowRank;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Low-rank paths beside matrices that stay as they are (LoRA, Hu et al. 2021).
 *
 * @param stabilised whether the scale is alpha / sqrt(rank), not alpha / rank
 * @param targets last parts of matrices' names; empty: all that others know as well
 */
record LoraSettings(int rank, double alpha, boolean stabilised, List<String> targets) {
    private static final List<String> ATTENTION =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "q_a_proj", "q_b_proj", "kv_a_proj_with_mqa", "kv_b_proj");
    private static final List<String> NETWORKS = List.of("gate_proj", "up_proj", "down_proj");
    private static final Pattern MODULE = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+\\.)?([^.]+)");

    /** What a stage says of it; empty where it says nothing. */
    static Optional<LoraSettings> read(RecipeNode stage) {
        var node = stage.child("lora");
        if (!stage.has("lora")) {
            return Optional.empty();
        }
        int rank = node.count("rank", 1, AdapterConfig.MAX_RANK, 16);
        var known = Set.copyOf(all());
        var targets = node.texts("targets");
        for (var target : targets) {
            if (!known.contains(target)) {
                node.problem("targets", "has '%s', expected some of %s".formatted(target, String.join(", ", all())));
            }
        }
        var settings = new LoraSettings(rank, node.number("alpha", 0, 1e6, 2 * rank), node.flag("rslora"), targets);
        node.end();
        return Optional.of(settings);
    }

    private static List<String> all() {
        return Stream.concat(ATTENTION.stream(), NETWORKS.stream()).toList();
    }

    /**
     * Attention and dense networks; beside experts attention alone, since PEFT on transformers 5 takes the names of dense
     * and shared networks there for those of experts, which it holds in one tensor, and drops what it then doesn't find.
     */
    private List<String> chosen(ModelConfig network) {
        return !targets.isEmpty() ? targets : network.experts().isPresent() ? ATTENTION : all();
    }

    /** In a network: routed experts and the module of multi-token prediction, which others don't know, are left out. */
    Adaptation of(ModelConfig network) {
        var chosen = Set.copyOf(chosen(network));
        return new Adaptation(rank, config("", List.of()).scale(), name -> {
            var module = MODULE.matcher(name);
            return module.matches()
                    && chosen.contains(module.group(3))
                    && !name.contains(".mlp.experts.")
                    && Integer.parseInt(module.group(1)) < network.layers();
        });
    }

    /**
     * What an adapter's file says.
     *
     * @param base the model's folder
     * @param parts names of its tensors
     */
    AdapterConfig config(String base, Iterable<String> parts) {
        var found = new TreeSet<String>();
        for (var part : parts) {
            var module = LowRank.module(part);
            found.add(module.substring(module.lastIndexOf('.') + 1));
        }
        return new AdapterConfig(base, rank, alpha, stabilised, List.copyOf(found));
    }

    /** @throws FerkelException if the network has nothing that is called as one of the targets */
    void checkUsed(Iterable<String> parts) {
        var used = config("", parts).targets();
        for (var target : targets) {
            if (!used.contains(target)) {
                throw FerkelException.of("lora.targets: this network has no '%s', but %s", target, used);
            }
        }
    }
}
