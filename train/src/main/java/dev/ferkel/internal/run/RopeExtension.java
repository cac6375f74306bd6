package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/**
 * YaRN (Peng et al. 2023): a context that is longer by a factor, as DeepSeek-V3's report, section 4.3, has it.
 *
 * @param original positions that the model was trained with; 0: what its config says
 * @param mscale of DeepSeek's attention, as {@code mscaleAllDim} is: 1 where they are not said. Other networks have their
 *     temperature, 0.1 ln(factor) + 1, from configs that say neither
 */
record RopeExtension(
        double factor,
        int original,
        double betaFast,
        double betaSlow,
        OptionalDouble mscale,
        OptionalDouble mscaleAllDim) {
    static RopeExtension read(RecipeNode node) {
        var extension = new RopeExtension(
                node.number("factor", 1, 1e6, 40),
                node.count("original", 0, 1 << 24, 0),
                node.number("beta-fast", 1e-6, 1e6, 32),
                node.number("beta-slow", 1e-6, 1e6, 1),
                factor(node, "mscale"),
                factor(node, "mscale-all-dim"));
        node.end();
        return extension;
    }

    private static OptionalDouble factor(RecipeNode node, String key) {
        return node.has(key) ? OptionalDouble.of(node.number(key, 0, 100, 1)) : OptionalDouble.empty();
    }

    /**
     * Writes it into a config; one that is there already is replaced, and its original length stays.
     *
     * @throws FerkelException if the network can't have it, or the rows are longer than it then reaches
     */
    void apply(ObjectNode config, int sequence) {
        // the newer spelling holds theta, too
        var parameters = config.path("rope_parameters");
        if (parameters.has("rope_theta")) {
            config.set("rope_theta", parameters.path("rope_theta"));
        }
        int before = (parameters.isObject() ? parameters : config.path("rope_scaling"))
                .path("original_max_position_embeddings")
                .asInt(config.path("max_position_embeddings").asInt(0));
        int positions = original > 0 ? original : before;
        if (positions < 1) {
            throw FerkelException.of("the model's config has no max_position_embeddings: name rope-scaling.original");
        }
        long most = Math.round(positions * factor);
        if (sequence > most) {
            throw FerkelException.of(
                    "a sequence of %d is longer than %d positions times %s", sequence, positions, factor);
        }
        boolean latent = config.hasNonNull("kv_lora_rank");
        if (!latent && (mscale.isPresent() || mscaleAllDim.isPresent())) {
            throw FerkelException.of(
                    "rope-scaling.mscale and mscale-all-dim are of DeepSeek's attention, which this network has"
                            + " not: leave them out");
        }
        var scaling = config.putObject("rope_scaling");
        scaling.put("type", "yarn").put("rope_type", "yarn").put("factor", factor);
        scaling.put("beta_fast", betaFast).put("beta_slow", betaSlow);
        if (latent) {
            scaling.put("mscale", mscale.orElse(1)).put("mscale_all_dim", mscaleAllDim.orElse(1));
        }
        scaling.put("original_max_position_embeddings", positions);
        config.remove("rope_parameters");
        config.put("max_position_embeddings", most);
    }
}
