package dev.ferkel.internal.config;

import dev.ferkel.internal.fuzz.Refusal;
import dev.ferkel.internal.fuzz.SmallFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configs that lie about sizes, or whose numbers would end in no numbers. */
class BadConfigsTest {
    @TempDir
    private Path folder;

    private void refused(String json, String... words) throws IOException {
        var file = Files.writeString(folder.resolve("config.json"), json);
        Refusal.of(() -> ModelConfig.read(file), words);
    }

    /** A key of a right config with another value, as JSON, and what the message has to say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "vocab_size | 0 | 'vocab_size' is 0, expected a whole number from 1 to 4194304",
                "vocab_size | -1 | 'vocab_size' is -1, expected",
                "vocab_size | 1e999 | 'vocab_size' is Infinity, expected a whole number",
                "vocab_size | 8.5 | 'vocab_size' is 8.5, expected a whole number",
                "vocab_size | \"8\" | 'vocab_size' is STRING, expected a number",
                "vocab_size | null | 'vocab_size' is missing",
                "vocab_size | [8] | 'vocab_size' is ARRAY, expected a number",
                "hidden_size | 99999999999999999999 | 'hidden_size' is 1.0E20, expected a whole number from 1",
                "hidden_size | 2147483648 | 'hidden_size' is 2147483648, expected",
                "num_hidden_layers | 10000 | 'num_hidden_layers' is 10000, expected a whole number from 1 to 1000",
                "n_routed_experts | 1000000 | 'n_routed_experts' is 1000000, expected a whole number from 1 to 16384",
                "n_routed_experts | 5 | 5 experts in 2 groups",
                "moe_intermediate_size | 1048577 | 'moe_intermediate_size' is 1048577",
                "num_experts_per_tok | 3 | 3 experts a token, but only 2",
                "topk_group | 3 | don't divide",
                "qk_rope_head_dim | 3 | rotary dimension is 3, expected an even number",
                "kv_lora_rank | 0 | 'kv_lora_rank' is 0",
                "rms_norm_eps | 0 | 'rms_norm_eps' is 0, expected a positive number",
                "rms_norm_eps | 1e-50 | 'rms_norm_eps' is 1.0E-50, expected a positive number",
                "routed_scaling_factor | -1 | 'routed_scaling_factor' is -1, expected a positive number",
                "scoring_func | \"tanh\" | 'scoring_func' is 'tanh', expected sigmoid or softmax",
                "topk_method | \"best\" | 'topk_method' is 'best', expected",
                "model_type | \"gpt\\u001b\" | 'model_type' is 'gpt\\u001b', expected deepseek_v3",
                "norm_topk_prob | 1 | 'norm_topk_prob' is NUMBER, expected true or false",
                "hidden_act | \"gelu\" | 'hidden_act' is 'gelu', expected silu",
                "rope_parameters | {\"rope_theta\":1} | rope theta is 1.0, expected more than 1",
                "rope_parameters | {\"rope_type\":\"odd\"} | rope type is 'odd', expected default",
                "rope_parameters | {\"rope_type\":\"yarn\"} | rope scaling has no 'factor'",
                "rope_parameters | {\"rope_type\":\"linear\",\"factor\":1e-300} | 'factor' is 1.0E-300, expected",
                "rope_parameters | {\"rope_type\":\"yarn\",\"factor\":4,\"mscale_all_dim\":1e300} | 'mscale_all_dim'",
                "rope_parameters | {\"rope_type\":\"llama3\",\"factor\":4,\"low_freq_factor\":4,\"high_freq_factor\":4,"
                        + "\"original_max_position_embeddings\":9} | 'low_freq_factor' is 4.0, expected less"
            })
    void values(String key, String value, String words) throws IOException {
        var json = SmallFiles.deepSeekConfig()
                .replaceFirst(
                        "\"" + key + "\": (\\{[^}]*\\}|[^,}\n]*)",
                        java.util.regex.Matcher.quoteReplacement("\"" + key + "\": " + value));
        refused(json, "config.json", words);
    }

    @Test
    void files() throws IOException {
        Refusal.of(() -> ModelConfig.read(folder.resolve("config.json")), "config.json", "no such file");
        Refusal.of(() -> ModelConfig.read(folder), "not a file");
        refused("", "config.json", "found MISSING, expected a JSON object");
        refused("[]", "config.json", "found ARRAY, expected a JSON object");
        refused("{\"a\":1", "config.json", "not JSON", "line 1");
        refused("{\"a\":NaN}", "config.json", "not JSON");
        refused("{\"a\":1,\"a\":2}", "config.json", "uplicate", "\"a\"");
        refused("{} {}", "config.json", "not JSON");
        refused("{\"a\":".repeat(200_000), "config.json", "nesting depth");
        refused("{\"a\":" + "1".repeat(2000) + "}", "config.json", "umber");
        refused("{\"a\":\"" + "a".repeat(17 << 20) + "\"}", "config.json", "at most 16777216");
        refused("{\"a\":[" + "0,".repeat(8_000_000) + "0]}", "config.json");
        refused("\u0000\u0001", "config.json", "not JSON");
        refused(
                SmallFiles.llamaConfig().replace("\"num_key_value_heads\": 1", "\"num_key_value_heads\": 3"),
                "2 attention heads can't share 3");
    }

    @Test
    void products() throws IOException {
        var config = SmallFiles.deepSeekConfig();
        refused(
                config.replace("num_attention_heads\": 2", "num_attention_heads\": 16384")
                        .replace("v_head_dim\": 2", "v_head_dim\": 128"),
                "attention heads times their size is 2129920, expected at most 1048576");
        refused(
                config.replace("n_routed_experts\": 4", "n_routed_experts\": 16384")
                        .replace("num_hidden_layers\": 1", "num_hidden_layers\": 61"),
                "layers times experts is 999424, expected at most 262144");
        refused(
                config.replace("n_shared_experts\": 1", "n_shared_experts\": 16384")
                        .replace("moe_intermediate_size\": 2", "moe_intermediate_size\": 2048"),
                "shared experts times their size is 33554432, expected at most 1048576");
    }

    private static void gguf(Map<String, Object> changed, String... words) {
        var metadata = new TreeMap<String, Object>(Map.of(
                "general.architecture", "llama",
                "llama.block_count", 1L,
                "llama.context_length", 64L,
                "llama.embedding_length", 8L,
                "llama.feed_forward_length", 8L,
                "llama.attention.head_count", 2L));
        ModelConfig.fromGguf("m.gguf", metadata, Optional.empty(), 8, true);
        metadata.putAll(changed);
        Refusal.of(() -> ModelConfig.fromGguf("m.gguf", metadata, Optional.empty(), 8, true), words);
    }

    @Test
    void ggufValues() {
        gguf(
                Map.of("general.architecture", new int[] {1}),
                "m.gguf",
                "'general.architecture' is a int[], expected a text");
        gguf(Map.of("general.architecture", "gpt2"), "'general.architecture' is 'gpt2', expected deepseek2");
        gguf(Map.of("llama.block_count", -1L), "'llama.block_count' is -1");
        gguf(Map.of("llama.block_count", "1"), "'llama.block_count' is a String, expected a number");
        gguf(Map.of("llama.block_count", Double.NaN), "'llama.block_count' is NaN");
        gguf(Map.of("llama.attention.head_count", new int[] {2, 1}), "'llama.attention.head_count' is a int[]");
        gguf(Map.of("llama.attention.head_count", new int[0]), "'llama.attention.head_count' is a int[]");
        gguf(Map.of("llama.attention.head_count_kv", 3), "2 attention heads can't share 3");
        gguf(
                Map.of("llama.attention.key_length", 65_536, "llama.attention.head_count", 64),
                "attention heads times their size");
        gguf(Map.of("llama.rope.dimension_count", 6), "rope.dimension_count' is 6, expected at most 4");
        gguf(Map.of("llama.rope.freq_base", Float.POSITIVE_INFINITY), "rope.freq_base", "expected a positive number");
        gguf(Map.of("llama.rope.scaling.type", true), "rope.scaling.type' is a Boolean, expected a text");
        gguf(Map.of("llama.rope.scaling.type", "odd"), "rope.scaling.type' is 'odd'");
        gguf(
                Map.of("llama.rope.scaling.type", "yarn", "llama.rope.scaling.yarn_log_multiplier", Float.NaN),
                "yarn_log_multiplier' is NaN");
        gguf(Map.of("llama.expert_count", 4L), "expert_count' is set");
        gguf(Map.of("llama.attention.layer_norm_rms_epsilon", 0f), "layer_norm_rms_epsilon", "positive");
    }
}
