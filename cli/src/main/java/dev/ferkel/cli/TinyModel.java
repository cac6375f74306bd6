package dev.ferkel.cli;

import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/** A complete Hugging Face folder of two random layers over bytes, for warming up. */
final class TinyModel {
    private static final int HIDDEN = 64;
    private static final int WIDE = 128;
    private static final int LAYERS = 2;
    private static final int BYTES = 256;

    private static final String CONFIG = """
            {"model_type": "llama", "vocab_size": 256, "hidden_size": 64, "intermediate_size": 128,
             "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 4, "tie_word_embeddings": true,
             "max_position_embeddings": 1024}
            """;

    private static final String TEMPLATE =
            "{% for m in messages %}{{ m['role'] + ': ' + m['content'] | trim }}\n{% endfor %}"
                    + "{% if add_generation_prompt %}assistant: {% endif %}";

    private TinyModel() {}

    static void write(Path folder) throws IOException {
        var json = JsonMapper.shared();
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.writeString(
                folder.resolve("tokenizer_config.json"), json.writeValueAsString(Map.of("chat_template", TEMPLATE)));
        Files.writeString(folder.resolve("tokenizer.json"), json.writeValueAsString(tokenizer()));
        try (var arena = Arena.ofConfined()) {
            SafetensorsWriter.write(folder.resolve("model.safetensors"), weights(arena), Map.of());
        }
    }

    /** Every byte is a token, written as GPT-2 writes it. */
    private static Map<String, Object> tokenizer() {
        var vocabulary = new LinkedHashMap<String, Integer>();
        int next = BYTES;
        for (int b = 0; b < BYTES; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b != 0xad);
            vocabulary.put(String.valueOf((char) (printable ? b : next++)), b);
        }
        return Map.of(
                "model", Map.of("type", "BPE", "vocab", vocabulary, "merges", new String[0]),
                "pre_tokenizer", Map.of("type", "ByteLevel", "add_prefix_space", false),
                "decoder", Map.of("type", "ByteLevel"));
    }

    private static Map<String, Tensor> weights(Arena arena) {
        var random = new SplittableRandom(1);
        var weights = new LinkedHashMap<String, Tensor>();
        weights.put("model.embed_tokens.weight", random(arena, random, BYTES, HIDDEN));
        for (int layer = 0; layer < LAYERS; layer++) {
            var name = "model.layers." + layer + ".";
            weights.put(name + "input_layernorm.weight", random(arena, random, HIDDEN));
            for (var matrix : new String[] {"q_proj", "k_proj", "v_proj", "o_proj"}) {
                weights.put(name + "self_attn." + matrix + ".weight", random(arena, random, HIDDEN, HIDDEN));
            }
            weights.put(name + "post_attention_layernorm.weight", random(arena, random, HIDDEN));
            weights.put(name + "mlp.gate_proj.weight", random(arena, random, WIDE, HIDDEN));
            weights.put(name + "mlp.up_proj.weight", random(arena, random, WIDE, HIDDEN));
            weights.put(name + "mlp.down_proj.weight", random(arena, random, HIDDEN, WIDE));
        }
        weights.put("model.norm.weight", random(arena, random, HIDDEN));
        return weights;
    }

    private static Tensor random(Arena arena, SplittableRandom random, long... shape) {
        var tensor = Tensor.allocate(arena, DType.F32, shape);
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.set(i, (float) random.nextDouble(-0.2, 0.2));
        }
        return tensor;
    }
}
