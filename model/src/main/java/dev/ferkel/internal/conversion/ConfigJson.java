package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.Architecture;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.Experts;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.Rope;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes Hugging Face's {@code config.json} of a network. */
public final class ConfigJson {
    private static final Map<Architecture, String> CLASSES = Map.of(
            Architecture.DEEPSEEK_V3, "DeepseekV3ForCausalLM",
            Architecture.DEEPSEEK_V2, "DeepseekV2ForCausalLM",
            Architecture.LLAMA, "LlamaForCausalLM",
            Architecture.QWEN2, "Qwen2ForCausalLM",
            Architecture.QWEN3, "Qwen3ForCausalLM");

    /** How far frequencies may be off that were rounded to F32. */
    private static final double ROUNDING = 1e-4;

    private final ObjectNode json = JsonMapper.shared().createObjectNode();
    private final ModelConfig config;

    private ConfigJson(ModelConfig config) {
        this.config = config;
    }

    static ObjectNode of(ModelConfig config, WeightType type, OptionalInt bos, OptionalInt eos) {
        var whole = new ConfigJson(config);
        whole.network();
        bos.ifPresent(id -> whole.json.put("bos_token_id", id));
        eos.ifPresent(id -> whole.json.put("eos_token_id", id));
        weights(whole.json, type);
        return whole.json;
    }

    /**
     * Says what a config leaves out: there transformers takes sizes of some large model of the family, and we don't.
     *
     * @param config what {@code json} is read as
     */
    public static void complete(ObjectNode json, ModelConfig config) {
        var whole = new ConfigJson(config);
        whole.network();
        whole.json.properties().stream()
                .filter(e -> !json.has(e.getKey()))
                .toList()
                .forEach(e -> json.set(e.getKey(), e.getValue()));
    }

    /** Says what the weights are in. */
    public static void weights(ObjectNode json, WeightType type) {
        json.put(
                "torch_dtype",
                switch (type) {
                    case F32 -> "float32";
                    case F16 -> "float16";
                    case BF16, FP8 -> "bfloat16";
                });
        json.remove(List.of("dtype", "quantization_config"));
        if (type == WeightType.FP8) {
            var quantization = json.putObject("quantization_config");
            quantization.put("quant_method", "fp8").put("fmt", "e4m3").put("activation_scheme", "dynamic");
            quantization.putArray("weight_block_size").add(Fp8Blocks.BLOCK).add(Fp8Blocks.BLOCK);
        }
    }

    private void network() {
        json.putArray("architectures").add(CLASSES.get(config.architecture()));
        json.put("model_type", config.architecture().name().toLowerCase(Locale.ROOT));
        json.put("vocab_size", config.vocabularySize());
        json.put("hidden_size", config.hiddenSize());
        json.put("intermediate_size", config.intermediateSize());
        json.put("num_hidden_layers", config.layers());
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", decimal(config.normEps()));
        json.put("max_position_embeddings", config.maxPositions());
        json.put("tie_word_embeddings", config.tiedEmbeddings());
        json.put("num_attention_heads", config.attention().heads());
        switch (config.attention()) {
            case Attention.GroupedQuery g -> {
                json.put("num_key_value_heads", g.keyValueHeads());
                json.put("head_dim", g.headDim());
            }
            case Attention.Latent l -> latent(l);
        }
        json.put("rope_theta", decimal(config.rope().theta()));
        scaling(config.rope().scaling());
    }

    private void latent(Attention.Latent l) {
        json.put("num_key_value_heads", l.heads());
        if (l.queryLoraRank() > 0) {
            json.put("q_lora_rank", l.queryLoraRank());
        } else {
            json.putNull("q_lora_rank");
        }
        json.put("kv_lora_rank", l.keyValueLoraRank());
        json.put("qk_nope_head_dim", l.nopeHeadDim());
        json.put("qk_rope_head_dim", l.ropeHeadDim());
        json.put("v_head_dim", l.valueHeadDim());
        json.put("num_nextn_predict_layers", config.mtpLayers());
        config.experts().ifPresent(this::experts);
    }

    private void experts(Experts e) {
        var rule = e.rule();
        json.put("n_routed_experts", e.routed());
        json.put("n_shared_experts", e.shared());
        json.put("moe_intermediate_size", e.intermediateSize());
        json.put("first_k_dense_replace", e.firstDense());
        json.put("moe_layer_freq", 1);
        json.put("num_experts_per_tok", rule.perToken());
        json.put("n_group", rule.groups());
        json.put("topk_group", rule.groupsPerToken());
        json.put("scoring_func", rule.sigmoid() ? "sigmoid" : "softmax");
        json.put(
                "topk_method",
                rule.topTwoGroupScore() ? "noaux_tc" : rule.groups() > 1 ? "group_limited_greedy" : "greedy");
        json.put("norm_topk_prob", rule.normalize());
        json.put("routed_scaling_factor", decimal(rule.scale()));
    }

    private void scaling(Rope.Scaling scaling) {
        switch (scaling) {
            case Rope.None none -> json.putNull("rope_scaling");
            case Rope.Linear l ->
                json.putObject("rope_scaling").put("rope_type", "linear").put("factor", decimal(l.factor()));
            case Rope.Yarn y -> yarn(y);
            case Rope.Llama3 l -> llama3(l);
            case Rope.Divisors d -> llama3(found(d));
        }
    }

    private void yarn(Rope.Yarn y) {
        var s = json.putObject("rope_scaling");
        s.put("rope_type", "yarn").put("type", "yarn").put("factor", decimal(y.factor()));
        s.put("original_max_position_embeddings", Math.round(y.original()));
        s.put("beta_fast", decimal(y.betaFast())).put("beta_slow", decimal(y.betaSlow()));
        if (y.mscaleAllDim() != 0) {
            s.put("mscale", decimal(y.mscaleAllDim())).put("mscale_all_dim", decimal(y.mscaleAllDim()));
        }
    }

    private void llama3(Rope.Llama3 l) {
        json.putObject("rope_scaling")
                .put("rope_type", "llama3")
                .put("factor", decimal(l.factor()))
                .put("low_freq_factor", decimal(l.low()))
                .put("high_freq_factor", decimal(l.high()))
                .put("original_max_position_embeddings", Math.round(l.original()));
    }

    /** GGUF has divisors where Llama 3 has four numbers, two of which are always the same. */
    private Rope.Llama3 found(Rope.Divisors divisors) {
        float factor = divisors.values().stream().max(Float::compare).orElse(1f);
        for (int original = 16; original <= 1 << 20; original *= 2) {
            var candidate = new Rope.Llama3(Math.round(factor), 1, 4, original);
            var made = config.rope().divisors(candidate);
            boolean same = true;
            for (int i = 0; i < made.length; i++) {
                same &= Math.abs(made[i] / divisors.values().get(i) - 1) < ROUNDING;
            }
            if (same) {
                return candidate;
            }
        }
        throw FerkelException.of("'rope_freqs.weight' has divisors that no Llama 3 config makes");
    }

    /** As short as it can be written. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }
}
