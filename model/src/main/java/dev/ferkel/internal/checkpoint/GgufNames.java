package dev.ferkel.internal.checkpoint;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A GGUF file's tensor names and Hugging Face's for the same. */
public final class GgufNames {
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,5})\\.(.+)");
    private static final Pattern EXPERT = Pattern.compile("mlp\\.experts\\.(\\d{1,5})\\.(gate|up|down)_proj\\.weight");

    private static final Map<String, String> WHOLE = Map.of(
            "model.embed_tokens.weight", "token_embd.weight",
            "model.norm.weight", "output_norm.weight",
            "lm_head.weight", "output.weight");

    private static final Map<String, String> IN_LAYER = Map.ofEntries(
            Map.entry("input_layernorm.weight", "attn_norm.weight"),
            Map.entry("post_attention_layernorm.weight", "ffn_norm.weight"),
            Map.entry("self_attn.q_proj.weight", "attn_q.weight"),
            Map.entry("self_attn.k_proj.weight", "attn_k.weight"),
            Map.entry("self_attn.v_proj.weight", "attn_v.weight"),
            Map.entry("self_attn.q_proj.bias", "attn_q.bias"),
            Map.entry("self_attn.k_proj.bias", "attn_k.bias"),
            Map.entry("self_attn.v_proj.bias", "attn_v.bias"),
            Map.entry("self_attn.o_proj.weight", "attn_output.weight"),
            Map.entry("self_attn.o_proj.bias", "attn_output.bias"),
            Map.entry("self_attn.q_norm.weight", "attn_q_norm.weight"),
            Map.entry("self_attn.k_norm.weight", "attn_k_norm.weight"),
            Map.entry("self_attn.q_a_proj.weight", "attn_q_a.weight"),
            Map.entry("self_attn.q_a_layernorm.weight", "attn_q_a_norm.weight"),
            Map.entry("self_attn.q_b_proj.weight", "attn_q_b.weight"),
            Map.entry("self_attn.kv_a_proj_with_mqa.weight", "attn_kv_a_mqa.weight"),
            Map.entry("self_attn.kv_a_layernorm.weight", "attn_kv_a_norm.weight"),
            Map.entry("self_attn.kv_b_proj.weight", "attn_kv_b.weight"),
            Map.entry("mlp.gate_proj.weight", "ffn_gate.weight"),
            Map.entry("mlp.up_proj.weight", "ffn_up.weight"),
            Map.entry("mlp.down_proj.weight", "ffn_down.weight"),
            Map.entry("mlp.gate.weight", "ffn_gate_inp.weight"),
            Map.entry("mlp.gate.e_score_correction_bias", "exp_probs_b.bias"),
            Map.entry("mlp.shared_experts.gate_proj.weight", "ffn_gate_shexp.weight"),
            Map.entry("mlp.shared_experts.up_proj.weight", "ffn_up_shexp.weight"),
            Map.entry("mlp.shared_experts.down_proj.weight", "ffn_down_shexp.weight"),
            Map.entry("eh_proj.weight", "nextn.eh_proj.weight"),
            Map.entry("enorm.weight", "nextn.enorm.weight"),
            Map.entry("hnorm.weight", "nextn.hnorm.weight"),
            Map.entry("embed_tokens.weight", "nextn.embed_tokens.weight"),
            Map.entry("shared_head.norm.weight", "nextn.shared_head_norm.weight"),
            Map.entry("shared_head.head.weight", "nextn.shared_head_head.weight"));

    private static final Pattern BLOCK = Pattern.compile("(blk\\.\\d{1,5}\\.)(.+)");

    private static final Map<String, String> OUT_OF_BLOCK =
            IN_LAYER.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private GgufNames() {}

    /**
     * GGUF's name of a tensor that has one of its own: not of a single expert, and of MLA's kv_b that of the whole matrix.
     */
    public static Optional<String> of(String huggingFace) {
        if (WHOLE.containsKey(huggingFace)) {
            return Optional.of(WHOLE.get(huggingFace));
        }
        var layer = LAYER.matcher(huggingFace);
        return layer.matches() && IN_LAYER.containsKey(layer.group(2))
                ? Optional.of("blk." + layer.group(1) + "." + IN_LAYER.get(layer.group(2)))
                : Optional.empty();
    }

    /** The other way round; empty for stacks of experts, halves of kv_b and what else Hugging Face doesn't know. */
    public static Optional<String> huggingFace(String gguf) {
        for (var entry : WHOLE.entrySet()) {
            if (entry.getValue().equals(gguf)) {
                return Optional.of(entry.getKey());
            }
        }
        var block = BLOCK.matcher(gguf);
        return block.matches() && OUT_OF_BLOCK.containsKey(block.group(2))
                ? Optional.of("model.layers." + block.group(1).substring(4) + OUT_OF_BLOCK.get(block.group(2)))
                : Optional.empty();
    }

    static Optional<Tensor> find(String file, Map<String, Tensor> tensors, String name) {
        if (WHOLE.containsKey(name)) {
            return Optional.ofNullable(tensors.get(WHOLE.get(name)));
        }
        var layer = LAYER.matcher(name);
        if (!layer.matches()) {
            return Optional.empty();
        }
        var block = "blk." + layer.group(1) + ".";
        var expert = EXPERT.matcher(layer.group(2));
        if (!expert.matches()) {
            return Optional.ofNullable(tensors.get(block + IN_LAYER.getOrDefault(layer.group(2), "?")));
        }
        var stack = block + "ffn_" + expert.group(2) + "_exps.weight";
        int index = Integer.parseInt(expert.group(1));
        return Optional.ofNullable(tensors.get(stack)).map(t -> {
            if (t.rank() != 3 || index >= t.dim(0)) {
                throw FerkelException.of(
                        "%s: tensor '%s' has shape %s, expected three dimensions and more than %d experts",
                        file, stack, t.shapeText(), index);
            }
            return t.at(index);
        });
    }

    /** The layer number in a layer tensor's name, for kv_b; empty for others. */
    static Optional<String> blockOfKvB(String name) {
        var layer = LAYER.matcher(name);
        return layer.matches() && layer.group(2).equals("self_attn.kv_b_proj.weight")
                ? Optional.of("blk." + layer.group(1) + ".")
                : Optional.empty();
    }
}
