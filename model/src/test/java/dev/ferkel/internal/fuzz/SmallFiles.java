package dev.ferkel.internal.fuzz;

import static dev.ferkel.internal.fuzz.GgufBuilder.join;
import static dev.ferkel.internal.fuzz.GgufBuilder.little;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The smallest files that are whole: what fuzzing starts from, and what tests make wrong in one place. */
public final class SmallFiles {
    private static final int F16 = 1;

    private SmallFiles() {}

    /** Tensors of a llama of one layer: hidden 8, two heads of 4, one of keys, vocabulary 8. */
    private static final String[] LLAMA = {
        "attn_norm 8",
        "ffn_norm 8",
        "attn_q 8 8",
        "attn_k 8 4",
        "attn_v 8 4",
        "attn_output 8 8",
        "ffn_gate 8 8",
        "ffn_up 8 8",
        "ffn_down 8 8"
    };

    /** A tensor of F16 for each "name dim dim", the fastest first. */
    private static void tensors(GgufBuilder file, String prefix, String... all) {
        for (var one : all) {
            var words = one.split(" ");
            var dims = new long[words.length - 1];
            long elements = 1;
            for (int i = 0; i < dims.length; i++) {
                dims[i] = Long.parseLong(words[i + 1]);
                elements *= dims[i];
            }
            file.tensor(prefix + words[0] + ".weight", F16, (int) (2 * elements), dims);
        }
    }

    public static GgufBuilder llamaKeys() {
        return new GgufBuilder()
                .text("general.architecture", "llama")
                .u32("llama.block_count", 1)
                .u32("llama.context_length", 64)
                .u32("llama.embedding_length", 8)
                .u32("llama.feed_forward_length", 8)
                .u32("llama.attention.head_count", 2)
                .u32("llama.attention.head_count_kv", 1)
                .f32("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    }

    public static GgufBuilder llama() {
        var file = llamaKeys();
        tensors(file, "", "token_embd 8 8", "output_norm 8");
        tensors(file, "blk.0.", LLAMA);
        return file;
    }

    public static GgufBuilder deepSeekKeys() {
        return new GgufBuilder()
                .text("general.architecture", "deepseek2")
                .u32("deepseek2.block_count", 1)
                .u32("deepseek2.context_length", 64)
                .u32("deepseek2.embedding_length", 8)
                .u32("deepseek2.feed_forward_length", 8)
                .u32("deepseek2.attention.head_count", 2)
                .u32("deepseek2.attention.kv_lora_rank", 4)
                .u32("deepseek2.attention.q_lora_rank", 4)
                .u32("deepseek2.attention.key_length_mla", 4)
                .u32("deepseek2.attention.value_length_mla", 2)
                .u32("deepseek2.rope.dimension_count", 2)
                .text("deepseek2.rope.scaling.type", "yarn")
                .f32("deepseek2.rope.scaling.factor", 4)
                .u32("deepseek2.rope.scaling.original_context_length", 16)
                .f32("deepseek2.rope.scaling.yarn_log_multiplier", 0.1f)
                .u32("deepseek2.expert_count", 4)
                .u32("deepseek2.expert_used_count", 2)
                .u32("deepseek2.expert_group_count", 2)
                .u32("deepseek2.expert_group_used_count", 1)
                .u32("deepseek2.expert_shared_count", 1)
                .u32("deepseek2.expert_feed_forward_length", 2)
                .u32("deepseek2.expert_gating_func", 2)
                .u32("deepseek2.leading_dense_block_count", 0)
                .bool("deepseek2.expert_weights_norm", true)
                .f32("deepseek2.expert_weights_scale", 2.5f);
    }

    /** MLA with kv_b in two, and experts. */
    public static GgufBuilder deepSeek() {
        var file = deepSeekKeys();
        tensors(file, "", "token_embd 8 8", "output_norm 8", "output 8 8");
        tensors(
                file,
                "blk.0.",
                "attn_norm 8",
                "ffn_norm 8",
                "attn_q_a 8 4",
                "attn_q_a_norm 4",
                "attn_q_b 4 8",
                "attn_kv_a_mqa 8 6",
                "attn_kv_a_norm 4",
                "attn_k_b 2 4 2",
                "attn_v_b 4 2 2",
                "attn_output 4 8",
                "ffn_gate_inp 8 4",
                "ffn_gate_exps 8 2 4",
                "ffn_up_exps 8 2 4",
                "ffn_down_exps 2 8 4",
                "ffn_gate_shexp 8 2",
                "ffn_up_shexp 8 2",
                "ffn_down_shexp 2 8");
        return file;
    }

    /** A value of every type, and arrays of them. */
    public static GgufBuilder allKeys() {
        var file = new GgufBuilder().version(2).u32("general.alignment", 32).u64("u64", 1L << 40);
        int[] sizes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
        for (int type = 0; type < sizes.length; type++) {
            if (sizes[type] > 0) {
                file.key("one." + type, type, little(sizes[type], 1));
                file.array("some." + type, type, 3, new byte[3 * sizes[type]]);
            }
        }
        return file.texts("texts", "a", "", "ü")
                .array("nested", 9, 1, join(little(4, 4), little(8, 2), new byte[8]))
                .entry("nothing", 0, 0, 0)
                .tensor("quantised", 2, 36, 32, 2)
                .tensor("scalar", 0, 4);
    }

    /** {@code tokenizer.ggml} keys of byte-level BPE with a few merges. */
    public static GgufBuilder tokenizerKeys(String pre) {
        var tokens = new ArrayList<>(byteTokens());
        tokens.addAll(List.of("he", "ll", "llo", "hello", "Ġw", "<s>", "</s>", "<user>"));
        var types = new int[tokens.size()];
        java.util.Arrays.fill(types, 1);
        types[261] = 3;
        types[262] = 3;
        types[263] = 4;
        return new GgufBuilder()
                .text("tokenizer.ggml.model", "gpt2")
                .text("tokenizer.ggml.pre", pre)
                .texts("tokenizer.ggml.tokens", tokens.toArray(String[]::new))
                .ints("tokenizer.ggml.token_type", types)
                .texts("tokenizer.ggml.merges", "h e", "l l", "ll o", "he llo", "Ġ w")
                .u32("tokenizer.ggml.bos_token_id", 261)
                .u32("tokenizer.ggml.eos_token_id", 262)
                .bool("tokenizer.ggml.add_bos_token", true);
    }

    /** GPT-2's stand-ins of the 256 bytes, in its order. */
    public static List<String> byteTokens() {
        var tokens = new ArrayList<String>();
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            if (printable) {
                tokens.add(String.valueOf((char) b));
            }
        }
        for (int i = 0; tokens.size() < 256; i++) {
            tokens.add(String.valueOf((char) (256 + i)));
        }
        return tokens;
    }

    /** A {@code tokenizer.json}; the arguments are JSON. */
    public static String tokenizerJson(String normalizer, String preTokenizer, String postProcessor) {
        var tokens = new ArrayList<>(byteTokens());
        tokens.addAll(List.of("he", "ll", "llo", "hello", "Ġw"));
        var json = new StringBuilder("{\"version\":\"1.0\",\"added_tokens\":[");
        json.append("{\"id\":261,\"content\":\"<s>\",\"special\":true,\"single_word\":false,\"lstrip\":false},");
        json.append("{\"id\":262,\"content\":\"<user>\",\"normalized\":true,\"rstrip\":false}],\"normalizer\":");
        json.append(normalizer)
                .append(",\"pre_tokenizer\":")
                .append(preTokenizer)
                .append(",\"post_processor\":");
        json.append(postProcessor)
                .append(",\"decoder\":{\"type\":\"ByteLevel\"},\"model\":{\"type\":\"BPE\",\"vocab\":{");
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i).replace("\\", "\\\\").replace("\"", "\\\"");
            json.append(i == 0 ? "\"" : ",\"").append(token).append("\":").append(i);
        }
        return json.append("},\"merges\":[\"h e\",[\"l\",\"l\"],\"ll o\",\"he llo\",[\"Ġ\",\"w\"]]}}")
                .toString();
    }

    /** A safetensors file of this header. */
    public static byte[] safetensors(String header, byte[] data) {
        var json = header.getBytes(StandardCharsets.UTF_8);
        return join(little(8, json.length), json, data);
    }

    /** A safetensors file with an F32 tensor for each "name dim dim". */
    public static byte[] safetensors(String... tensors) {
        var header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        int at = 0;
        for (var one : tensors) {
            var words = one.split(" ");
            int elements = 1;
            for (int i = 1; i < words.length; i++) {
                elements *= Integer.parseInt(words[i]);
            }
            header.append(",\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                    .formatted(
                            words[0],
                            String.join(",", List.of(words).subList(1, words.length)),
                            at,
                            at + 4 * elements));
            at += 4 * elements;
        }
        return safetensors(header.append('}').toString(), new byte[at]);
    }

    /** Weights of {@link #llamaConfig}. */
    public static byte[] llamaWeights() {
        return safetensors(
                "model.embed_tokens.weight 8 8",
                "model.norm.weight 8",
                "model.layers.0.input_layernorm.weight 8",
                "model.layers.0.post_attention_layernorm.weight 8",
                "model.layers.0.self_attn.q_proj.weight 8 8",
                "model.layers.0.self_attn.k_proj.weight 4 8",
                "model.layers.0.self_attn.v_proj.weight 4 8",
                "model.layers.0.self_attn.o_proj.weight 8 8",
                "model.layers.0.mlp.gate_proj.weight 8 8",
                "model.layers.0.mlp.up_proj.weight 8 8",
                "model.layers.0.mlp.down_proj.weight 8 8");
    }

    public static String llamaConfig() {
        return """
                {"model_type": "llama", "vocab_size": 8, "hidden_size": 8, "num_hidden_layers": 1,
                 "intermediate_size": 8, "num_attention_heads": 2, "num_key_value_heads": 1,
                 "max_position_embeddings": 64, "rms_norm_eps": 1e-05, "tie_word_embeddings": true,
                 "rope_theta": 10000.0, "rope_scaling": {"rope_type": "llama3", "factor": 8.0,
                 "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 32}}
                """;
    }

    /** Weights of {@link #deepSeekConfig}. */
    public static byte[] deepSeekWeights() {
        var tensors = new ArrayList<>(List.of(
                "model.embed_tokens.weight 8 8",
                "lm_head.weight 8 8",
                "model.norm.weight 8",
                "model.layers.0.input_layernorm.weight 8",
                "model.layers.0.post_attention_layernorm.weight 8",
                "model.layers.0.self_attn.q_a_proj.weight 4 8",
                "model.layers.0.self_attn.q_a_layernorm.weight 4",
                "model.layers.0.self_attn.q_b_proj.weight 8 4",
                "model.layers.0.self_attn.kv_a_proj_with_mqa.weight 6 8",
                "model.layers.0.self_attn.kv_a_layernorm.weight 4",
                "model.layers.0.self_attn.kv_b_proj.weight 8 4",
                "model.layers.0.self_attn.o_proj.weight 8 4",
                "model.layers.0.mlp.gate.weight 4 8",
                "model.layers.0.mlp.gate.e_score_correction_bias 4"));
        for (var expert : List.of("experts.0", "experts.1", "experts.2", "experts.3", "shared_experts")) {
            tensors.add("model.layers.0.mlp." + expert + ".gate_proj.weight 2 8");
            tensors.add("model.layers.0.mlp." + expert + ".up_proj.weight 2 8");
            tensors.add("model.layers.0.mlp." + expert + ".down_proj.weight 8 2");
        }
        return safetensors(tensors.toArray(String[]::new));
    }

    public static String deepSeekConfig() {
        return """
                {"model_type": "deepseek_v3", "vocab_size": 8, "hidden_size": 8, "num_hidden_layers": 1,
                 "num_nextn_predict_layers": 1, "intermediate_size": 8, "moe_intermediate_size": 2,
                 "num_attention_heads": 2, "num_key_value_heads": 2, "q_lora_rank": 4, "kv_lora_rank": 4,
                 "qk_nope_head_dim": 2, "qk_rope_head_dim": 2, "v_head_dim": 2, "n_routed_experts": 4,
                 "n_shared_experts": 1, "num_experts_per_tok": 2, "n_group": 2, "topk_group": 1,
                 "first_k_dense_replace": 0, "moe_layer_freq": 1, "norm_topk_prob": true,
                 "routed_scaling_factor": 2.5, "scoring_func": "sigmoid", "topk_method": "noaux_tc",
                 "max_position_embeddings": 64, "rms_norm_eps": 1e-06, "hidden_act": "silu",
                 "rope_parameters": {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "beta_fast": 32,
                 "beta_slow": 1, "mscale": 1.0, "mscale_all_dim": 1.0, "original_max_position_embeddings": 16}}
                """;
    }
}
