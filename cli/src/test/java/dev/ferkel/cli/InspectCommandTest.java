package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferkel.testing.Golden;
import dev.ferkel.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel inspect}: DeepSeek-V3 by its config, files by what their makers say of them. */
class InspectCommandTest {
    private static final String V3 = """
            {"model_type": "deepseek_v3", "vocab_size": 129280, "hidden_size": 7168, "intermediate_size": 18432,
             "moe_intermediate_size": 2048, "num_hidden_layers": 61, "num_attention_heads": 128,
             "n_shared_experts": 1, "n_routed_experts": 256, "num_experts_per_tok": 8, "n_group": 8, "topk_group": 4,
             "first_k_dense_replace": 3, "q_lora_rank": 1536, "kv_lora_rank": 512, "qk_nope_head_dim": 128,
             "qk_rope_head_dim": 64, "v_head_dim": 128, "num_nextn_predict_layers": 1,
             "max_position_embeddings": 163840}
            """;

    @TempDir
    Path folder;

    private static JsonNode json(String... args) {
        var run = Cli.run(args);
        assertThat(run.err()).isEmpty();
        return JsonMapper.shared().readTree(run.out());
    }

    @Test
    void deepSeekV3sConfig() throws IOException {
        Files.writeString(folder.resolve("config.json"), V3);
        Files.writeString(folder.resolve("README.md"), "---\nlicense: mit\nlibrary_name: transformers\n---\n# Hello\n");
        var text = Cli.run("inspect", folder.toString()).out();
        assertThat(text).contains("671.0B total, 36.6B active").contains("70,272 bytes a token");
        var json = json("inspect", folder.resolve("config.json").toString(), "--json");
        assertThat(json.path("parameters").path("total").asLong() / 1_000_000_000)
                .isEqualTo(671);
        assertThat(json.path("cache_bytes_per_token").asInt()).isEqualTo(61 * 576 * 2);
        assertThat(json.path("licence").asString()).isEqualTo("mit");
        assertThat(json.path("drafts").asBoolean()).isTrue();
        assertThat(json.path("bytes").asLong()).isZero();
        assertThat(json.path("name").asString()).isEqualTo(folder.getFileName().toString());
    }

    @Test
    void smolLm2() {
        var file = Shared.find("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        assumeThat(file).as("../shared/models").isPresent();
        var json = json("inspect", file.orElseThrow().toString(), "--json");
        assertThat(json.path("architecture").asString()).isEqualTo("llama");
        assertThat(json.path("parameters").path("total").asLong()).isEqualTo(134_515_008);
        assertThat(json.path("licence").asString()).isEqualTo("apache-2.0");
        assertThat(json.path("chat_template").path("present").asBoolean()).isTrue();
        assertThat(json.path("chat_template").path("reasons").asBoolean()).isFalse();
        assertThat(json.path("drafts").asBoolean()).isFalse();
    }

    @Test
    void tensors() throws IOException {
        var model = Golden.path("oracle/models/deepseek_v3");
        var json = json("inspect", model.toString(), "--json", "--tensors");
        var list = json.path("tensor_list");
        assertThat(list.size()).isEqualTo(json.path("tensors").asInt());
        long bytes = list.valueStream().mapToLong(t -> t.path("bytes").asLong()).sum();
        assertThat(json.path("bytes").asLong()).isEqualTo(bytes);
        long file = Files.size(model.resolve("model.safetensors"));
        assertThat(bytes).isBetween(file - 20_000, file);
        assertThat(json.path("drafts").asBoolean()).isTrue();
        var text = Cli.run("inspect", model.toString(), "--tensors").out();
        assertThat(text).contains("model.layers.0.self_attn.kv_b_proj.weight");
    }

    @Test
    void mistakes() throws IOException {
        var missing = folder.resolve("none").toString();
        assertThat(Cli.run("inspect", missing))
                .isEqualTo(new Cli(2, "", "ferkel: " + missing + ": no such file or folder\n"));
        var text = Files.writeString(folder.resolve("model.gguf"), "GGUG, but longer than a header")
                .toString();
        assertThat(Cli.run("inspect", text))
                .isEqualTo(new Cli(2, "", "ferkel: " + text + ": does not begin with 'GGUF'\n"));
        var config = Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"gpt2\"}")
                .toString();
        var run = Cli.run("inspect", config);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("ferkel: " + config + ": 'model_type' is 'gpt2'")
                .hasLineCount(1);
    }
}
