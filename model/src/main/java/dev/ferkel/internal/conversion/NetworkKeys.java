package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.GgufKeys;
import dev.ferkel.internal.config.Architecture;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.Experts;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.config.Rope;
import java.math.BigDecimal;

/** A network's config as GGUF keys, with the names and values of llama.cpp's converter. */
final class NetworkKeys {
    private static final int SOFTMAX = 1;
    private static final int SIGMOID = 2;

    private final GgufKeys keys;
    private final ModelConfig config;
    private final String prefix;

    private NetworkKeys(GgufKeys keys, ModelConfig config) {
        this.keys = keys;
        this.config = config;
        this.prefix = architecture(config.architecture());
    }

    static String architecture(Architecture architecture) {
        return switch (architecture) {
            case DEEPSEEK_V2, DEEPSEEK_V3 -> "deepseek2";
            case LLAMA -> "llama";
            case QWEN2 -> "qwen2";
            case QWEN3 -> "qwen3";
        };
    }

    /** Adds them. */
    static void add(GgufKeys keys, ModelConfig config) {
        new NetworkKeys(keys, config).add();
    }

    private void add() {
        count("block_count", config.layers() + config.mtpLayers());
        count("context_length", config.maxPositions());
        count("embedding_length", config.hiddenSize());
        count("feed_forward_length", config.intermediateSize());
        count("vocab_size", config.vocabularySize());
        number("attention.layer_norm_rms_epsilon", config.normEps());
        count("attention.head_count", config.attention().heads());
        switch (config.attention()) {
            case Attention.GroupedQuery g -> grouped(g);
            case Attention.Latent l -> latent(l);
        }
        number("rope.freq_base", config.rope().theta());
        scaling(config.rope().scaling());
        if (config.mtpLayers() > 0) {
            count("nextn_predict_layers", config.mtpLayers());
        }
    }

    private void grouped(Attention.GroupedQuery g) {
        if (g.queryKeyValueBias() && config.architecture() != Architecture.QWEN2) {
            throw FerkelException.of("the attention has biases, which GGUF files of this architecture have not");
        }
        count("attention.head_count_kv", g.keyValueHeads());
        count("attention.key_length", g.headDim());
        count("attention.value_length", g.headDim());
        count("rope.dimension_count", g.headDim());
    }

    private void latent(Attention.Latent l) {
        count("attention.head_count_kv", 1); // the latent that all heads share
        if (l.queryLoraRank() > 0) {
            count("attention.q_lora_rank", l.queryLoraRank());
        }
        count("attention.kv_lora_rank", l.keyValueLoraRank());
        count("attention.key_length", l.keyValueLoraRank() + l.ropeHeadDim());
        count("attention.value_length", l.keyValueLoraRank());
        count("attention.key_length_mla", l.nopeHeadDim() + l.ropeHeadDim());
        count("attention.value_length_mla", l.valueHeadDim());
        count("rope.dimension_count", l.ropeHeadDim());
        count(
                "leading_dense_block_count",
                config.experts().map(Experts::firstDense).orElse(config.layers()));
        count(
                "expert_feed_forward_length",
                config.experts().map(Experts::intermediateSize).orElse(config.intermediateSize()));
        count("expert_shared_count", config.experts().map(Experts::shared).orElse(0));
        config.experts().ifPresent(this::experts);
    }

    private void experts(Experts e) {
        var rule = e.rule();
        if (rule.sigmoid() != rule.topTwoGroupScore()) {
            throw FerkelException.of(
                    "experts are chosen by %s scores, which GGUF can't say of this routing",
                    rule.sigmoid() ? "sigmoid" : "softmax");
        }
        count("expert_count", e.routed());
        count("expert_used_count", rule.perToken());
        count("expert_group_count", rule.groups());
        count("expert_group_used_count", rule.groupsPerToken());
        count("expert_gating_func", rule.sigmoid() ? SIGMOID : SOFTMAX);
        number("expert_weights_scale", rule.scale());
        keys.flag(prefix + ".expert_weights_norm", rule.normalize());
    }

    private void scaling(Rope.Scaling scaling) {
        switch (scaling) {
            case Rope.None none -> {}
            case Rope.Llama3 inTensor -> {}
            case Rope.Divisors inTensor -> {}
            case Rope.Linear linear -> {
                keys.text(prefix + ".rope.scaling.type", "linear");
                number("rope.scaling.factor", linear.factor());
            }
            case Rope.Yarn yarn -> yarn(yarn);
        }
    }

    private void yarn(Rope.Yarn yarn) {
        boolean deep = config.attention() instanceof Attention.Latent && yarn.mscaleAllDim() != 0;
        float magnitude = deep ? 1f : Rope.mscale(yarn.factor(), 1f);
        if (Math.abs(yarn.magnitude() - magnitude) > 1e-6f || !deep && yarn.mscaleAllDim() != 0) {
            throw FerkelException.of("YaRN multiplies cosine and sine by %s, which GGUF can't say", yarn.magnitude());
        }
        keys.text(prefix + ".rope.scaling.type", "yarn");
        number("rope.scaling.factor", yarn.factor());
        count("rope.scaling.original_context_length", Math.round(yarn.original()));
        number("rope.scaling.yarn_beta_fast", yarn.betaFast());
        number("rope.scaling.yarn_beta_slow", yarn.betaSlow());
        if (deep) {
            var tenth = new BigDecimal(Float.toString(yarn.mscaleAllDim())).scaleByPowerOfTen(-1);
            number("rope.scaling.yarn_log_multiplier", tenth.floatValue());
        }
    }

    private void count(String key, int value) {
        keys.count(prefix + "." + key, value);
    }

    private void number(String key, float value) {
        keys.number(prefix + "." + key, value);
    }
}
