package dev.ferkel.bench;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.format.Formats;
import dev.ferkel.internal.kernel.Workers;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder of DeepSeek-V3's width and FP8 layout with random weights: one dense layer, one with all its experts, 12 GB. Its
 * tokenizer is that of a model that is there, so the vocabulary is small.
 *
 * <pre>mvn -q -pl bench -am -DskipTests verify exec:exec@synthetic -Dferkel.arguments="models/piglet-base FOLDER"</pre>
 */
public final class SyntheticV3 {
    private static final int HIDDEN = 7168;
    private static final int DENSE = 18_432;
    private static final int EXPERT = 2048;
    private static final int QUERY_LATENT = 1536;
    private static final int LATENT = 512;
    private static final int HEADS = 128;
    private static final int NOPE = 128;
    private static final int ROPE = 64;
    private static final int VALUE = 128;
    private static final int VOCABULARY = 1024;
    private static final int BLOCK = 128;

    /** Of E4M3's codes but for its two NaNs. */
    private static final int CODES = 254;

    private final int experts;
    private final List<LazyTensor> tensors = new ArrayList<>();

    private SyntheticV3(int experts) {
        this.experts = experts;
        matrix("model.embed_tokens", VOCABULARY, HIDDEN, DType.BF16);
        for (int i = 0; i < 2; i++) {
            layer("model.layers." + i, i == 0);
        }
        fill("model.norm.weight", DType.BF16, 1, HIDDEN);
        matrix("lm_head", VOCABULARY, HIDDEN, DType.BF16);
    }

    private void layer(String prefix, boolean dense) {
        fill(prefix + ".input_layernorm.weight", DType.BF16, 1, HIDDEN);
        var attention = prefix + ".self_attn.";
        fp8(attention + "q_a_proj", QUERY_LATENT, HIDDEN);
        fill(attention + "q_a_layernorm.weight", DType.BF16, 1, QUERY_LATENT);
        fp8(attention + "q_b_proj", HEADS * (NOPE + ROPE), QUERY_LATENT);
        fp8(attention + "kv_a_proj_with_mqa", LATENT + ROPE, HIDDEN);
        fill(attention + "kv_a_layernorm.weight", DType.BF16, 1, LATENT);
        fp8(attention + "kv_b_proj", HEADS * (NOPE + VALUE), LATENT);
        fp8(attention + "o_proj", HIDDEN, HEADS * VALUE);
        fill(prefix + ".post_attention_layernorm.weight", DType.BF16, 1, HIDDEN);
        if (dense) {
            swiglu(prefix + ".mlp.", DENSE);
            return;
        }
        matrix(prefix + ".mlp.gate", experts, HIDDEN, DType.BF16);
        fill(prefix + ".mlp.gate.e_score_correction_bias", DType.F32, 0, experts);
        swiglu(prefix + ".mlp.shared_experts.", EXPERT);
        for (int e = 0; e < experts; e++) {
            swiglu(prefix + ".mlp.experts." + e + ".", EXPERT);
        }
    }

    private void swiglu(String prefix, int width) {
        fp8(prefix + "gate_proj", width, HIDDEN);
        fp8(prefix + "up_proj", width, HIDDEN);
        fp8(prefix + "down_proj", HIDDEN, width);
    }

    /** All numbers the same. */
    private void fill(String name, DType type, float value, int n) {
        add(name, type, (from, to, target) -> encode(type, target, to - from, () -> value), n);
    }

    /** Uniform, of variance 1 / columns. */
    private void matrix(String name, int rows, int columns, DType type) {
        double reach = Math.sqrt(3.0 / columns);
        add(
                name + ".weight",
                type,
                (from, to, target) -> {
                    var random = new SplittableRandom(name.hashCode() * 31L + from);
                    encode(type, target, (to - from) * columns, () -> (float) random.nextDouble(-reach, reach));
                },
                rows,
                columns);
    }

    /** Random codes of 8 bits, scaled to a variance of 1 / columns. */
    private void fp8(String name, int rows, int columns) {
        add(
                name + ".weight",
                DType.F8_E4M3,
                (from, to, target) -> Workers.parallel(Math.toIntExact(to - from), 1, (first, end) -> {
                    var random = new SplittableRandom(name.hashCode() * 31L + from + first);
                    for (long i = (long) first * columns; i < (long) end * columns; i++) {
                        int code = random.nextInt(CODES);
                        Memory.ALL.set(ValueLayout.JAVA_BYTE, target + i, (byte) (code / 2 | code << 7));
                    }
                }),
                rows,
                columns);
        float scale = (float) (1 / (rms() * Math.sqrt(columns)));
        int across = (columns + BLOCK - 1) / BLOCK;
        add(
                name + ".weight_scale_inv",
                DType.F32,
                (from, to, target) -> encode(DType.F32, target, (to - from) * across, () -> scale),
                (rows + BLOCK - 1) / BLOCK,
                across);
    }

    private static double rms() {
        try (var arena = Arena.ofConfined()) {
            var codes = arena.allocate(CODES / 2);
            for (int i = 0; i < CODES / 2; i++) {
                codes.set(ValueLayout.JAVA_BYTE, i, (byte) i);
            }
            long values = arena.allocate(4 * CODES / 2, 4).address();
            Formats.decode(DType.F8_E4M3, codes.address(), values, CODES / 2);
            double squares = 0;
            for (int i = 0; i < CODES / 2; i++) {
                squares += Math.pow(Memory.get(values, i), 2);
            }
            return Math.sqrt(squares / (CODES / 2));
        }
    }

    private interface Numbers {
        float next();
    }

    private static void encode(DType type, long target, long count, Numbers numbers) {
        try (var arena = Arena.ofConfined()) {
            long values = arena.allocate(4 * Math.max(1, count), 4).address();
            for (long i = 0; i < count; i++) {
                Memory.put(values, i, numbers.next());
            }
            Formats.encode(type, values, target, count);
        }
    }

    private void add(String name, DType type, LazyTensor.Rows rows, long... shape) {
        tensors.add(new LazyTensor(name, type, shape, rows));
    }

    private String config() {
        return """
                {"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", "vocab_size": %d, "hidden_size": %d,
                 "intermediate_size": %d, "moe_intermediate_size": %d, "num_hidden_layers": 2, "first_k_dense_replace": 1,
                 "num_attention_heads": %d, "num_key_value_heads": %d, "q_lora_rank": %d, "kv_lora_rank": %d,
                 "qk_nope_head_dim": %d, "qk_rope_head_dim": %d, "v_head_dim": %d, "n_routed_experts": %d,
                 "n_shared_experts": 1, "num_experts_per_tok": 8, "n_group": 8, "topk_group": 4, "norm_topk_prob": true,
                 "scoring_func": "sigmoid", "topk_method": "noaux_tc", "routed_scaling_factor": 2.5, "rope_theta": 10000,
                 "rms_norm_eps": 1e-06, "max_position_embeddings": 4096, "hidden_act": "silu", "tie_word_embeddings": false,
                 "bos_token_id": 0, "eos_token_id": 1, "torch_dtype": "bfloat16",
                 "quantization_config": {"quant_method": "fp8", "fmt": "e4m3", "activation_scheme": "dynamic",
                                         "weight_block_size": [128, 128]}}
                """.formatted(
                VOCABULARY, HIDDEN, DENSE, EXPERT, HEADS, HEADS, QUERY_LATENT, LATENT, NOPE, ROPE, VALUE, experts);
    }

    private void write(Path folder, long shardBytes) throws IOException {
        Files.writeString(folder.resolve("config.json"), config());
        var map = JsonMapper.shared().createObjectNode();
        long total = 0;
        var shard = new ArrayList<LazyTensor>();
        int number = 0;
        for (int i = 0; i < tensors.size(); i++) {
            shard.add(tensors.get(i));
            long bytes = shard.stream().mapToLong(LazyTensor::byteSize).sum();
            if (bytes < shardBytes && i < tensors.size() - 1) {
                continue;
            }
            var name = "model-%05d.safetensors".formatted(++number);
            System.out.printf("%s: %d tensors, %.2f GB%n", name, shard.size(), bytes / 1e9);
            SafetensorsWriter.write(folder.resolve(name), shard, Map.of("format", "pt"), b -> {});
            shard.forEach(tensor -> map.put(tensor.name(), name));
            total += bytes;
            shard.clear();
        }
        var index = JsonMapper.shared().createObjectNode();
        index.putObject("metadata").put("total_size", total);
        index.set("weight_map", map);
        Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    }

    public static void main(String... arguments) throws IOException {
        if (arguments.length < 2) {
            throw FerkelException.of("expected MODEL (whose tokenizer is taken), FOLDER, and how many experts (256)");
        }
        var tokenizer = Path.of(arguments[0]);
        var folder = Files.createDirectories(Path.of(arguments[1]));
        for (var name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(tokenizer.resolve(name), folder.resolve(name));
        }
        new SyntheticV3(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 256).write(folder, 4_000_000_000L);
    }
}
