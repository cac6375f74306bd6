package dev.ferkel.internal.run;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The config of a network from nothing, {@code model} in a recipe. */
final class NewNetwork {
    /** What makes the network. */
    private static final Set<String> KEYS = Set.of(
            "model_type",
            "vocab_size",
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "hidden_act",
            "rms_norm_eps",
            "max_position_embeddings",
            "tie_word_embeddings",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "attention_bias",
            "use_sliding_window",
            "q_lora_rank",
            "kv_lora_rank",
            "qk_nope_head_dim",
            "qk_rope_head_dim",
            "v_head_dim",
            "num_nextn_predict_layers",
            "n_routed_experts",
            "n_shared_experts",
            "moe_intermediate_size",
            "first_k_dense_replace",
            "moe_layer_freq",
            "num_experts_per_tok",
            "n_group",
            "topk_group",
            "scoring_func",
            "topk_method",
            "norm_topk_prob",
            "routed_scaling_factor",
            "rope_theta",
            "rope_scaling",
            "rope_parameters");

    /** What published configs say beside that, and what changes nothing here. */
    private static final Set<String> OTHERS = Set.of(
            "_name_or_path",
            "architectures",
            "attention_dropout",
            "auto_map",
            "aux_loss_alpha",
            "bos_token_id",
            "dtype",
            "eos_token_id",
            "ep_size",
            "initializer_range",
            "layer_types",
            "max_window_layers",
            "mlp_bias",
            "pad_token_id",
            "pretraining_tp",
            "qk_head_dim",
            "quantization_config",
            "rope_interleave",
            "seq_aux",
            "sliding_window",
            "torch_dtype",
            "transformers_version",
            "use_cache",
            "use_mrope");

    private NewNetwork() {}

    /** Notes keys that no config has: a network without what they meant would be another one. */
    static void check(RecipeNode recipe, ObjectNode model) {
        for (var key : model.propertyNames()) {
            if (!KEYS.contains(key) && !OTHERS.contains(key)) {
                recipe.problem(
                        "model." + key, "is no key of a config.json of these networks, expected it spelled as there");
            }
        }
    }

    /** A copy that says of which family it is. */
    static ObjectNode typed(ObjectNode model) {
        var json = model.deepCopy();
        if (!json.has("model_type")) {
            json.put("model_type", "deepseek_v3");
        }
        return json;
    }
}
