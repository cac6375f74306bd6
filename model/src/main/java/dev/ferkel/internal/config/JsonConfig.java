package dev.ferkel.internal.config;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.ops.RoutingRule;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads Hugging Face's {@code config.json} in its old ({@code rope_scaling}) and new ({@code rope_parameters}) spelling. */
final class JsonConfig {
    private final String file;
    private final JsonNode json;

    JsonConfig(String file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    ModelConfig read() {
        var type = text("model_type", "");
        var architecture = switch (type) {
            case "deepseek_v3" -> Architecture.DEEPSEEK_V3;
            case "deepseek_v2" -> Architecture.DEEPSEEK_V2;
            case "llama" -> Architecture.LLAMA;
            case "qwen2" -> Architecture.QWEN2;
            case "qwen3" -> Architecture.QWEN3;
            default ->
                throw FerkelException.of(
                        "%s: 'model_type' is '%s', expected deepseek_v3, deepseek_v2, llama, qwen2 or qwen3",
                        file, type);
        };
        if (!text("hidden_act", "silu").equals("silu")) {
            throw FerkelException.of("%s: 'hidden_act' is '%s', expected silu", file, text("hidden_act", ""));
        }
        if (flag("use_sliding_window", false)) {
            throw FerkelException.of("%s: 'use_sliding_window' is true, which is not supported", file);
        }
        boolean latent = architecture == Architecture.DEEPSEEK_V3 || architecture == Architecture.DEEPSEEK_V2;
        var attention = latent ? latent() : groupedQuery(architecture);
        int ropeDim = attention instanceof Attention.Latent l
                ? l.ropeHeadDim()
                : ((Attention.GroupedQuery) attention).headDim();
        return Checks.whole(
                file,
                new ModelConfig(
                        architecture,
                        count("vocab_size", 1, Checks.VOCABULARY),
                        size("hidden_size"),
                        count("num_hidden_layers", 1, Checks.LAYERS),
                        latent ? countOr("num_nextn_predict_layers", 0, 0, 16) : 0,
                        size("intermediate_size"),
                        countOr("max_position_embeddings", 2048, 1, Integer.MAX_VALUE),
                        Checks.positive(file, "rms_norm_eps", number("rms_norm_eps", 1e-6)),
                        flag("tie_word_embeddings", false),
                        attention,
                        rope(ropeDim, latent),
                        latent ? experts(architecture) : Optional.empty()));
    }

    private Attention groupedQuery(Architecture architecture) {
        int heads = count("num_attention_heads", 1, Checks.HEADS);
        int headDim = json.hasNonNull("head_dim") ? headDim("head_dim") : Math.max(1, size("hidden_size") / heads);
        boolean bias = architecture == Architecture.QWEN2 || flag("attention_bias", false);
        return new Attention.GroupedQuery(
                heads,
                countOr("num_key_value_heads", heads, 1, Checks.HEADS),
                headDim,
                bias,
                architecture == Architecture.QWEN3);
    }

    private Attention latent() {
        return new Attention.Latent(
                count("num_attention_heads", 1, Checks.HEADS),
                countOr("q_lora_rank", 0, 0, Checks.WIDTH),
                size("kv_lora_rank"),
                headDim("qk_nope_head_dim"),
                headDim("qk_rope_head_dim"),
                headDim("v_head_dim"));
    }

    private Optional<Experts> experts(Architecture architecture) {
        if (!json.hasNonNull("n_routed_experts")) {
            return Optional.empty();
        }
        if (countOr("moe_layer_freq", 1, 0, 1 << 20) != 1) {
            throw FerkelException.of("%s: 'moe_layer_freq' is not 1, which is not supported", file);
        }
        boolean v3 = architecture == Architecture.DEEPSEEK_V3;
        var scoring = text("scoring_func", v3 ? "sigmoid" : "softmax");
        var method = text("topk_method", v3 ? "noaux_tc" : "greedy");
        if (!scoring.equals("sigmoid") && !scoring.equals("softmax")) {
            throw FerkelException.of("%s: 'scoring_func' is '%s', expected sigmoid or softmax", file, scoring);
        }
        if (!method.matches("noaux_tc|greedy|group_limited_greedy")) {
            throw FerkelException.of(
                    "%s: 'topk_method' is '%s', expected noaux_tc, greedy or group_limited_greedy", file, method);
        }
        boolean grouped = !method.equals("greedy");
        int groups = grouped ? countOr("n_group", 1, 1, Checks.EXPERTS) : 1;
        int limit = grouped ? countOr("topk_group", groups, 1, Checks.EXPERTS) : 1;
        boolean sigmoid = scoring.equals("sigmoid");
        var rule = new RoutingRule(
                count("num_experts_per_tok", 1, Checks.EXPERTS),
                groups,
                limit,
                sigmoid,
                method.equals("noaux_tc"),
                flag("norm_topk_prob", v3),
                Checks.positive(file, "routed_scaling_factor", number("routed_scaling_factor", 1)));
        return Optional.of(new Experts(
                count("n_routed_experts", 1, Checks.EXPERTS),
                countOr("n_shared_experts", 0, 0, Checks.EXPERTS),
                size("moe_intermediate_size"),
                countOr("first_k_dense_replace", 0, 0, Checks.LAYERS),
                rule));
    }

    private Rope rope(int dim, boolean interleaved) {
        var parameters = json.path("rope_parameters");
        var scaling = parameters.isObject() ? parameters : json.path("rope_scaling");
        double theta = number(parameters, "rope_theta", number("rope_theta", 10_000));
        return new Rope(dim, Checks.positive(file, "rope_theta", theta), scaling(scaling), interleaved);
    }

    private Rope.Scaling scaling(JsonNode s) {
        var type = s.path("rope_type").asString(s.path("type").asString("default"));
        return switch (type) {
            case "default" -> new Rope.None();
            case "linear" -> new Rope.Linear(needed(s, "factor"));
            case "llama3" ->
                new Rope.Llama3(
                        needed(s, "factor"),
                        needed(s, "low_freq_factor"),
                        needed(s, "high_freq_factor"),
                        needed(s, "original_max_position_embeddings"));
            case "yarn" -> yarn(s);
            default ->
                throw FerkelException.of("%s: rope type is '%s', expected default, linear, yarn or llama3", file, type);
        };
    }

    private Rope.Scaling yarn(JsonNode s) {
        float factor = needed(s, "factor");
        float mscale = Checks.finite(file, "mscale", number(s, "mscale", 0));
        float all = Checks.finite(file, "mscale_all_dim", number(s, "mscale_all_dim", 0));
        double magnitude = s.hasNonNull("attention_factor")
                ? number(s, "attention_factor", 1)
                : mscale != 0 && all != 0
                        ? Rope.mscale(factor, mscale) / Rope.mscale(factor, all)
                        : Rope.mscale(factor, 1f);
        float original = Checks.positive(
                file,
                "original_max_position_embeddings",
                number(s, "original_max_position_embeddings", number("max_position_embeddings", 0)));
        return new Rope.Yarn(
                factor,
                original,
                Checks.positive(file, "beta_fast", number(s, "beta_fast", 32)),
                Checks.positive(file, "beta_slow", number(s, "beta_slow", 1)),
                all,
                Checks.positive(file, "attention_factor", magnitude));
    }

    private float needed(JsonNode node, String key) {
        if (!node.hasNonNull(key)) {
            throw FerkelException.of("%s: rope scaling has no '%s'", file, key);
        }
        return Checks.positive(file, key, number(node, key, 0));
    }

    private int size(String key) {
        return count(key, 1, Checks.WIDTH);
    }

    private int headDim(String key) {
        return count(key, 1, Checks.HEAD_DIM);
    }

    private int count(String key, long low, long high) {
        if (!json.hasNonNull(key)) {
            throw FerkelException.of("%s: '%s' is missing", file, key);
        }
        return Checks.range(file, key, number(key, 0), low, high);
    }

    private int countOr(String key, int otherwise, long low, long high) {
        return json.hasNonNull(key) ? count(key, low, high) : otherwise;
    }

    private double number(String key, double otherwise) {
        return number(json, key, otherwise);
    }

    private double number(JsonNode node, String key, double otherwise) {
        if (!node.hasNonNull(key)) {
            return otherwise;
        }
        if (!node.path(key).isNumber()) {
            throw FerkelException.of(
                    "%s: '%s' is %s, expected a number",
                    file, key, node.path(key).getNodeType());
        }
        return node.path(key).asDouble(Double.POSITIVE_INFINITY); // a whole number of 400 digits is none either
    }

    private boolean flag(String key, boolean otherwise) {
        if (!json.hasNonNull(key)) {
            return otherwise;
        }
        if (!json.path(key).isBoolean()) {
            throw FerkelException.of(
                    "%s: '%s' is %s, expected true or false",
                    file, key, json.path(key).getNodeType());
        }
        return json.path(key).asBoolean();
    }

    private String text(String key, String otherwise) {
        if (!json.hasNonNull(key)) {
            return otherwise;
        }
        if (!json.path(key).isString()) {
            throw FerkelException.of(
                    "%s: '%s' is %s, expected a text", file, key, json.path(key).getNodeType());
        }
        return json.path(key).asString();
    }
}
