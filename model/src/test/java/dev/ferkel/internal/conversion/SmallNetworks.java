package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.GgufKeys;
import dev.ferkel.internal.checkpoint.GgufWriter;
import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks of tiny random matrices with the layers, names and keys that llama.cpp's quantiser looks at. {@code main}
 * writes them all into a folder, for llama-quantize to make the golden files of.
 */
final class SmallNetworks {
    static final List<String> NAMES = List.of("large", "tied", "eight-experts", "latent", "odd");

    private final List<LazyTensor> tensors = new ArrayList<>();
    private final Arena arena;
    private long state = 1;

    private SmallNetworks(Arena arena) {
        this.arena = arena;
    }

    public static void main(String[] folder) {
        for (var name : NAMES) {
            write(name, Path.of(folder[0], name + ".gguf"));
        }
    }

    static void write(String name, Path file) {
        try (var arena = Arena.ofShared()) {
            var network = new SmallNetworks(arena);
            var keys = switch (name) {
                case "large" -> network.large();
                case "tied" -> network.tied();
                case "eight-experts" -> network.eightExperts();
                case "latent" -> network.latent();
                case "odd" -> network.odd();
                default -> throw new IllegalArgumentException(name);
            };
            GgufWriter.write(file, keys, network.tensors, bytes -> {});
        }
    }

    private GgufKeys large() {
        whole(DType.F16, 256, true);
        for (int i = 0; i < 80; i++) {
            attention(i, DType.F16, 256);
            dense(i, DType.F16, 256, 256);
        }
        return keys("llama", 80, 64, 8);
    }

    private GgufKeys tied() {
        whole(DType.BF16, 512, false);
        for (int i = 0; i < 12; i++) {
            attention(i, DType.BF16, 512);
            dense(i, DType.BF16, 512, 768);
        }
        return keys("llama", 12, 4, 4);
    }

    private GgufKeys eightExperts() {
        whole(DType.F32, 256, true);
        for (int i = 0; i < 10; i++) {
            attention(i, DType.F32, 256);
            experts(i, DType.F32, 8, 256, 512);
        }
        return keys("llama", 10, 8, 2)
                .count("llama.expert_count", 8)
                .count("llama.expert_used_count", 2)
                .text("general.name", "eight");
    }

    private GgufKeys latent() {
        whole(DType.BF16, 256, true);
        for (int i = 0; i < 9; i++) {
            var block = "blk." + i + ".";
            matrix(block + "attn_norm.weight", DType.F32, 256);
            matrix(block + "attn_q_a.weight", DType.BF16, 3, 256);
            matrix(block + "attn_q_a_norm.weight", DType.F32, 96);
            matrix(block + "attn_q_b.weight", DType.BF16, 3, 96);
            matrix(block + "attn_kv_a_mqa.weight", DType.BF16, 3, 256);
            matrix(block + "attn_k_b.weight", DType.BF16, 4, 3, 32);
            matrix(block + "attn_v_b.weight", DType.BF16, 4, 3, 64);
            matrix(block + "attn_output.weight", DType.BF16, 3, 256);
            if (i == 0) {
                dense(i, DType.BF16, 256, 512);
            } else {
                experts(i, DType.BF16, 16, 256, 128);
                matrix(block + "exp_probs_b.bias", DType.F32, 16);
                matrix(block + "ffn_gate_shexp.weight", DType.BF16, 3, 256);
                matrix(block + "ffn_up_shexp.weight", DType.BF16, 3, 256);
                matrix(block + "ffn_down_shexp.weight", DType.BF16, 3, 512);
            }
        }
        matrix("blk.8.nextn.eh_proj.weight", DType.BF16, 3, 512);
        matrix("blk.8.nextn.enorm.weight", DType.F32, 256);
        return keys("deepseek2", 9, 4, 1)
                .count("deepseek2.leading_dense_block_count", 1)
                .count("deepseek2.vocab_size", 3)
                .count("deepseek2.attention.q_lora_rank", 96)
                .count("deepseek2.attention.kv_lora_rank", 64)
                .count("deepseek2.attention.key_length", 80)
                .count("deepseek2.attention.value_length", 64)
                .count("deepseek2.attention.key_length_mla", 48)
                .count("deepseek2.attention.value_length_mla", 32)
                .count("deepseek2.expert_feed_forward_length", 128)
                .count("deepseek2.expert_count", 16)
                .count("deepseek2.expert_used_count", 4)
                .count("deepseek2.expert_shared_count", 1)
                .number("deepseek2.expert_weights_scale", 2.5f)
                .flag("deepseek2.expert_weights_norm", true)
                .count("deepseek2.expert_gating_func", 2)
                .count("deepseek2.rope.dimension_count", 16)
                .count("deepseek2.nextn_predict_layers", 1);
    }

    private GgufKeys odd() {
        whole(DType.F32, 288, true);
        for (int i = 0; i < 9; i++) {
            attention(i, DType.F32, i == 4 ? 40 : 288);
            matrix("blk." + i + ".attn_q.bias", DType.F32, 288);
            dense(i, DType.F32, 288, 96);
        }
        return keys("qwen2", 9, 6, 2).count("general.file_type", 0).text("general.name", "odd");
    }

    private static GgufKeys keys(String architecture, int layers, int heads, int keyHeads) {
        return new GgufKeys()
                .text("general.architecture", architecture)
                .count(architecture + ".block_count", layers)
                .count(architecture + ".context_length", 512)
                .count(architecture + ".embedding_length", 256)
                .count(architecture + ".feed_forward_length", 512)
                .count(architecture + ".attention.head_count", heads)
                .count(architecture + ".attention.head_count_kv", keyHeads)
                .number(architecture + ".attention.layer_norm_rms_epsilon", 1e-6f)
                .counts("some.numbers", 1, -2, 3)
                .texts("some.texts", List.of("a", "", "ü"));
    }

    private void whole(DType type, int width, boolean output) {
        matrix("token_embd.weight", type, 3, width);
        matrix("output_norm.weight", DType.F32, width);
        if (output) {
            matrix("output.weight", type, 3, width);
        }
    }

    private void attention(int layer, DType type, int width) {
        var block = "blk." + layer + ".";
        matrix(block + "attn_norm.weight", DType.F32, width);
        for (var name : List.of("q", "k", "v", "output")) {
            matrix(block + "attn_" + name + ".weight", type, 2, width);
        }
    }

    private void dense(int layer, DType type, int width, int inner) {
        var block = "blk." + layer + ".";
        matrix(block + "ffn_norm.weight", DType.F32, width);
        matrix(block + "ffn_gate.weight", type, 2, width);
        matrix(block + "ffn_up.weight", type, 2, width);
        matrix(block + "ffn_down.weight", type, 2, inner);
    }

    private void experts(int layer, DType type, int count, int width, int inner) {
        var block = "blk." + layer + ".";
        matrix(block + "ffn_norm.weight", DType.F32, width);
        matrix(block + "ffn_gate_inp.weight", DType.F32, count, width);
        matrix(block + "ffn_gate_exps.weight", type, count, 2, width);
        matrix(block + "ffn_up_exps.weight", type, count, 2, width);
        matrix(block + "ffn_down_exps.weight", type, count, 2, inner);
    }

    private void matrix(String name, DType type, long... shape) {
        var values = Tensor.allocate(arena, DType.F32, shape);
        for (int i = 0; i < values.elements(); i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            values.set(i, (state >> 40) * 0x1p-23f * (i % 7 == 0 ? 3 : 1));
        }
        var stored = Tensor.allocate(arena, type, shape);
        Formats.encode(type, values.address(), stored.address(), values.elements());
        tensors.add(LazyTensor.of(name, stored));
    }
}
