package dev.ferkel.internal.config;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.ops.RoutingRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a GGUF file's metadata: keys of the architectures deepseek2, llama, qwen2 and qwen3. */
final class GgufConfig {
    private final String file;
    private final Map<String, Object> metadata;
    private String prefix = "";

    GgufConfig(String file, Map<String, Object> metadata) {
        this.file = file;
        this.metadata = metadata;
    }

    ModelConfig read(Optional<float[]> ropeDivisors, long vocabulary, boolean tied) {
        var name = text("general.architecture", "");
        prefix = name + ".";
        boolean latent = name.equals("deepseek2");
        int gating = countOr("expert_gating_func", 1, 0, 16);
        var architecture = switch (name) {
            case "deepseek2" -> gating == 2 ? Architecture.DEEPSEEK_V3 : Architecture.DEEPSEEK_V2;
            case "llama" -> Architecture.LLAMA;
            case "qwen2" -> Architecture.QWEN2;
            case "qwen3" -> Architecture.QWEN3;
            default ->
                throw FerkelException.of(
                        "%s: 'general.architecture' is '%s', expected deepseek2, llama, qwen2 or qwen3", file, name);
        };
        int mtp = latent ? countOr("nextn_predict_layers", 0, 0, 16) : 0;
        int blocks = count("block_count", 1, Checks.LAYERS);
        var attention = latent ? latent() : groupedQuery(architecture);
        int ropeDim = attention instanceof Attention.Latent l
                ? l.ropeHeadDim()
                : countOr("rope.dimension_count", ((Attention.GroupedQuery) attention).headDim(), 2, Checks.HEAD_DIM);
        if (attention instanceof Attention.GroupedQuery g && ropeDim > g.headDim()) {
            throw FerkelException.of(
                    "%s: '%srope.dimension_count' is %d, expected at most %d", file, prefix, ropeDim, g.headDim());
        }
        boolean interleaved = latent || architecture == Architecture.LLAMA;
        if (!latent && number("expert_count", 0) > 0) {
            throw FerkelException.of(
                    "%s: '%sexpert_count' is set, but %s with experts is not supported", file, prefix, name);
        }
        return Checks.whole(
                file,
                new ModelConfig(
                        architecture,
                        Checks.range(file, "token_embd.weight", (double) vocabulary, 1, Checks.VOCABULARY),
                        count("embedding_length", 1, Checks.WIDTH),
                        Checks.range(file, prefix + "block_count", blocks - mtp, 1, Checks.LAYERS),
                        mtp,
                        count("feed_forward_length", 1, Checks.WIDTH),
                        count("context_length", 1, Integer.MAX_VALUE),
                        Checks.positive(
                                file,
                                prefix + "attention.layer_norm_rms_epsilon",
                                number("attention.layer_norm_rms_epsilon", 1e-6)),
                        tied,
                        attention,
                        new Rope(
                                ropeDim,
                                Checks.positive(file, prefix + "rope.freq_base", number("rope.freq_base", 10_000)),
                                scaling(ropeDivisors, ropeDim),
                                interleaved),
                        latent ? experts(gating == 2) : Optional.empty()));
    }

    private Attention groupedQuery(Architecture architecture) {
        int heads = count("attention.head_count", 1, Checks.HEADS);
        int headDim = countOr(
                "attention.key_length",
                Math.max(1, count("embedding_length", 1, Checks.WIDTH) / heads),
                1,
                Checks.HEAD_DIM);
        return new Attention.GroupedQuery(
                heads,
                countOr("attention.head_count_kv", heads, 1, Checks.HEADS),
                headDim,
                architecture == Architecture.QWEN2,
                architecture == Architecture.QWEN3);
    }

    private Attention latent() {
        int rope = count("rope.dimension_count", 2, Checks.HEAD_DIM);
        int lora = count("attention.kv_lora_rank", 1, Checks.WIDTH);
        int key = countOr(
                "attention.key_length_mla",
                countOr("attention.key_length", 0, 0, Checks.HEAD_DIM),
                rope + 1,
                Checks.HEAD_DIM);
        int value = countOr(
                "attention.value_length_mla",
                countOr("attention.value_length", 0, 0, Checks.HEAD_DIM),
                1,
                Checks.HEAD_DIM);
        return new Attention.Latent(
                count("attention.head_count", 1, Checks.HEADS),
                countOr("attention.q_lora_rank", 0, 0, Checks.WIDTH),
                lora,
                Checks.range(file, prefix + "attention.key_length_mla", key - rope, 1, Checks.HEAD_DIM),
                rope,
                Checks.range(file, prefix + "attention.value_length_mla", value, 1, Checks.HEAD_DIM));
    }

    private Optional<Experts> experts(boolean sigmoid) {
        int routed = countOr("expert_count", 0, 0, Checks.EXPERTS);
        if (routed == 0) {
            return Optional.empty();
        }
        int groups = Math.max(1, countOr("expert_group_count", 1, 0, Checks.EXPERTS));
        int limit = groups == 1 ? 1 : countOr("expert_group_used_count", groups, 1, Checks.EXPERTS);
        var rule = new RoutingRule(
                count("expert_used_count", 1, Checks.EXPERTS),
                groups,
                limit,
                sigmoid,
                sigmoid,
                metadata.get(prefix + "expert_weights_norm") instanceof Boolean b && b,
                Checks.positive(file, prefix + "expert_weights_scale", number("expert_weights_scale", 1)));
        return Optional.of(new Experts(
                routed,
                countOr("expert_shared_count", 0, 0, Checks.EXPERTS),
                count("expert_feed_forward_length", 1, Checks.WIDTH),
                countOr("leading_dense_block_count", 0, 0, Checks.LAYERS),
                rule));
    }

    private Rope.Scaling scaling(Optional<float[]> divisors, int dim) {
        if (divisors.isPresent()) {
            if (divisors.get().length != dim / 2) {
                throw FerkelException.of(
                        "%s: 'rope_freqs.weight' has %d numbers, expected %d", file, divisors.get().length, dim / 2);
            }
            List<Float> values = new ArrayList<>();
            for (float value : divisors.get()) {
                values.add(Checks.positive(file, "rope_freqs.weight", value));
            }
            return new Rope.Divisors(List.copyOf(values));
        }
        var type = text(prefix + "rope.scaling.type", "none");
        if (type.equals("none")) {
            return new Rope.None();
        }
        float factor = Checks.positive(file, prefix + "rope.scaling.factor", number("rope.scaling.factor", 1));
        if (type.equals("linear")) {
            return new Rope.Linear(factor);
        }
        if (!type.equals("yarn")) {
            throw FerkelException.of(
                    "%s: '%srope.scaling.type' is '%s', expected none, linear or yarn", file, prefix, type);
        }
        float original = Checks.positive(
                file,
                prefix + "rope.scaling.original_context_length",
                number("rope.scaling.original_context_length", number("context_length", 0)));
        boolean logMultiplier = metadata.containsKey(prefix + "rope.scaling.yarn_log_multiplier");
        float all = Checks.finite(
                file, prefix + "rope.scaling.yarn_log_multiplier", number("rope.scaling.yarn_log_multiplier", 0) / 0.1);
        float magnitude = logMultiplier ? 1f : Rope.mscale(factor, 1f);
        return new Rope.Yarn(
                factor,
                original,
                Checks.positive(file, "yarn_beta_fast", number("rope.scaling.yarn_beta_fast", 32)),
                Checks.positive(file, "yarn_beta_slow", number("rope.scaling.yarn_beta_slow", 1)),
                all,
                magnitude);
    }

    private String text(String key, String otherwise) {
        return switch (metadata.get(key)) {
            case null -> otherwise;
            case String text -> text;
            case Object other ->
                throw FerkelException.of(
                        "%s: '%s' is a %s, expected a text",
                        file, key, other.getClass().getSimpleName());
        };
    }

    private int count(String key, long low, long high) {
        if (!metadata.containsKey(prefix + key)) {
            throw FerkelException.of("%s: '%s%s' is missing", file, prefix, key);
        }
        return Checks.range(file, prefix + key, number(key, 0), low, high);
    }

    private int countOr(String key, int otherwise, long low, long high) {
        return metadata.containsKey(prefix + key) ? count(key, low, high) : otherwise;
    }

    private double number(String key, double otherwise) {
        return switch (metadata.get(prefix + key)) {
            case null -> otherwise;
            case Number number -> number.doubleValue();
            case int[] values -> layers(key, values);
            case Object other -> throw noNumber(key, other);
        };
    }

    /** Arrays with a number a layer are accepted where all layers agree. */
    private int layers(String key, int[] values) {
        if (values.length == 0 || Arrays.stream(values).anyMatch(v -> v != values[0])) {
            throw noNumber(key, values);
        }
        return values[0];
    }

    private FerkelException noNumber(String key, Object found) {
        return FerkelException.of(
                "%s: '%s%s' is a %s, expected a number",
                file, prefix, key, found.getClass().getSimpleName());
    }
}
