package dev.ferkel.internal.run;

import dev.ferkel.error.FerkelException;
import tools.jackson.databind.node.ObjectNode;

/**
 * YaRN (Peng et al. 2023): a context that is longer by a factor, as DeepSeek-V3's report, section 4.3, has it.
 *
 * @param original positions that the model was trained with; 0: what its config says
 */
record RopeExtension(
        double factor, int original, double betaFast, double betaSlow, double mscale, double mscaleAllDim) {
    static RopeExtension read(RecipeNode node) {
        var extension = new RopeExtension(
                node.number("factor", 1, 1e6, 40),
                node.count("original", 0, 1 << 24, 0),
                node.number("beta-fast", 1e-6, 1e6, 32),
                node.number("beta-slow", 1e-6, 1e6, 1),
                node.number("mscale", 0, 100, 1),
                node.number("mscale-all-dim", 0, 100, 1));
        node.end();
        return extension;
    }

    /** Writes it into a config; one that is there already is replaced, and its original length stays. */
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
                    "extend: a sequence of %d is longer than %d positions times %s", sequence, positions, factor);
        }
        var scaling = config.putObject("rope_scaling");
        scaling.put("type", "yarn").put("rope_type", "yarn").put("factor", factor);
        scaling.put("beta_fast", betaFast).put("beta_slow", betaSlow);
        scaling.put("mscale", mscale).put("mscale_all_dim", mscaleAllDim);
        scaling.put("original_max_position_embeddings", positions);
        config.remove("rope_parameters");
        config.put("max_position_embeddings", most);
    }
}
