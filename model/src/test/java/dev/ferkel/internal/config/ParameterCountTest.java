package dev.ferkel.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what DeepSeek says of V3, the size of its published files, and the tensors of small checkpoints. */
class ParameterCountTest {
    @TempDir
    Path folder;

    private ParameterCount v3(String vocabulary) throws IOException {
        var json = """
                {"model_type": "deepseek_v3", "vocab_size": %s, "hidden_size": 7168, "intermediate_size": 18432,
                 "moe_intermediate_size": 2048, "num_hidden_layers": 61, "num_attention_heads": 128,
                 "n_shared_experts": 1, "n_routed_experts": 256, "num_experts_per_tok": 8, "n_group": 8,
                 "topk_group": 4, "topk_method": "noaux_tc", "scoring_func": "sigmoid", "norm_topk_prob": true,
                 "routed_scaling_factor": 2.5, "first_k_dense_replace": 3, "q_lora_rank": 1536, "kv_lora_rank": 512,
                 "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "rms_norm_eps": 1e-6,
                 "num_nextn_predict_layers": 1, "tie_word_embeddings": false, "max_position_embeddings": 163840}
                """.formatted(vocabulary);
        return ParameterCount.of(ModelConfig.read(Files.writeString(folder.resolve("config.json"), json)));
    }

    @Test
    void deepSeekV3() throws IOException {
        var count = v3("129280");
        assertThat(count.total() / 1e9).isBetween(670.5, 671.5);
        assertThat(count.activeLayers() / 1e9).isBetween(35.69, 35.71);
        assertThat(count.active() / 1e9).isBetween(36.61, 36.63);
        assertThat(count.mtp() / 1e9).isBetween(11.4, 11.7);
    }

    /** DeepSeek-V3's files hold 688,574,839,360 bytes: FP8 with a scale a block, the rest BF16, routing biases F32. */
    @Test
    void deepSeekV3sFilesToTheByte() throws IOException {
        var count = v3("129280");
        long hidden = 7168;
        long layers = 61 + 1;
        long moeLayers = 58 + 1;
        long copies = 2 * count.embedding();
        long bf16 = 2 * count.embedding()
                + layers * (2 * hidden + 1536 + 512)
                + moeLayers * 256 * hidden
                + hidden
                + 2 * hidden * hidden
                + 3 * hidden
                + copies;
        long f32 = moeLayers * 256;
        long fp8 = count.total() + count.mtp() + copies - bf16 - f32;
        // all sizes are multiples of 128 but the 576 rows of kv_a, which take 4.5 rows of blocks and have 5
        long scales = fp8 / (128 * 128) + layers * 56 / 2;
        assertThat(fp8 + 2 * bf16 + 4 * (f32 + scales)).isEqualTo(688_574_839_360L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deepseek_v3",
                "deepseek_v3_no_q_lora",
                "deepseek_v2_lite",
                "deepseek_v2_grouped",
                "llama",
                "qwen2",
                "qwen3"
            })
    void tensorsOfCheckpoints(String name) {
        try (var checkpoint = Checkpoint.open(Golden.path("oracle/models/" + name))) {
            long mtp = 0;
            long main = 0;
            var config = checkpoint.config();
            for (var tensor : checkpoint.tensors().entrySet()) {
                if (!tensor.getKey().startsWith("model.layers." + config.layers() + ".")) {
                    main += tensor.getValue().elements();
                } else if (!tensor.getKey().matches(".*(embed_tokens|shared_head\\.head)\\.weight")) {
                    mtp += tensor.getValue().elements();
                }
            }
            var count = ParameterCount.of(config);
            assertThat(count.total()).isEqualTo(main);
            assertThat(mtp).isIn(0L, count.mtp());
        }
    }

    /** The bounds on what a config may say keep the largest count below 2^63: 2^18 experts of 3 * 2^40 numbers. */
    @Test
    void absurdSizes() throws IOException {
        var json = Files.readString(Golden.path("oracle/models/deepseek_v3/config.json"))
                .replaceAll("\"(hidden_size|moe_intermediate_size)\": \\d+", "\"$1\": " + Checks.WIDTH)
                .replaceAll("\"n_routed_experts\": \\d+", "\"n_routed_experts\": " + Checks.EXPERTS)
                .replaceAll("\"num_hidden_layers\": \\d+", "\"num_hidden_layers\": 15");
        var config = ModelConfig.read(Files.writeString(folder.resolve("config.json"), json));
        assertThat(ParameterCount.of(config).total()).isGreaterThan(1L << 59);
    }
}
