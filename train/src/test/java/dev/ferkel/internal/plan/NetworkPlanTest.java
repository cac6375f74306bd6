package dev.ferkel.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DeepSeek-V3 by its report, and small networks by a count of matrices made in PyTorch. */
class NetworkPlanTest {
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

    private ModelConfig config(String json) throws IOException {
        return ModelConfig.read(Files.writeString(folder.resolve("config.json"), json));
    }

    /** 671B parameters; 70.272 KB a token in the cache (Zhao et al. 2025, "Insights into DeepSeek-V3", table 1). */
    @Test
    void deepSeekV3() throws IOException {
        var plan = NetworkPlan.of(config(V3), 4096);
        assertThat(plan.parameters() / 1e9).isCloseTo(671, within(0.5));
        assertThat(plan.cacheBytes()).isEqualTo(70_272);
        assertThat(plan.servingBytes(NetworkPlan.Serving.BF16)).isEqualTo(2.0 * plan.parameters());
    }

    /** The report's table 1: 2664K + 119K + 5K H800 hours, $5.576M. */
    @Test
    void costOfDeepSeekV3() throws IOException {
        double flops = NetworkPlan.of(config(V3), 4096).trainingFlops();
        var cost = TrainingCost.measured(14.8e12, 180e3, 119e3 + 5e3, 2, flops, 989.5e12);
        assertThat(cost.gpuHours()).isCloseTo(2_664_000, within(1e-3));
        assertThat(cost.totalHours()).isCloseTo(2_788_000, within(1e-3));
        assertThat(cost.dollars()).isCloseTo(5_576_000, within(1e-2));
        assertThat(cost.utilisation()).isBetween(0.35, 0.45);
        var back = TrainingCost.predicted(14.8e12, cost.utilisation(), 0, 2, flops, 989.5e12);
        assertThat(back.gpuHours()).isCloseTo(cost.gpuHours(), within(1e-3));
    }

    @Test
    void impossibleCosts() {
        assertThatThrownBy(() -> TrainingCost.measured(0, 1, 1, 1, 1, 1))
                .isInstanceOf(FerkelException.class)
                .hasMessage("the tokens: is 0.0, expected a positive number");
    }

    /** The other count leaves norms and routing biases out, which are less than a thousandth. */
    @ParameterizedTest
    @CsvSource({
        "4096, 256, 6, 64, 32, 768, 16, 128, 0, 35474688",
        "4096, 256, 6, 64, 32, 768, 16, 128, 1, 47322240",
        "8192, 512, 8, 128, 64, 1536, 32, 256, 0, 172161024",
        "8192, 512, 8, 128, 64, 1536, 32, 256, 1, 218564352"
    })
    void smallNetworksAsCountedInPyTorch(
            int vocabulary,
            int hidden,
            int layers,
            int rank,
            int head,
            int wide,
            int experts,
            int narrow,
            int mtp,
            double flops)
            throws IOException {
        var json = """
                {"model_type": "deepseek_v3", "vocab_size": %d, "hidden_size": %d, "num_hidden_layers": %d,
                 "num_attention_heads": 8, "kv_lora_rank": %d, "qk_nope_head_dim": %d, "qk_rope_head_dim": %d,
                 "v_head_dim": %d, "intermediate_size": %d, "n_routed_experts": %d, "moe_intermediate_size": %d,
                 "n_shared_experts": 1, "num_experts_per_tok": 4, "n_group": 1, "topk_group": 1,
                 "first_k_dense_replace": 1, "num_nextn_predict_layers": %d, "max_position_embeddings": 1024}
                """.formatted(
                vocabulary, hidden, layers, rank, head, hidden == 256 ? 16 : 32, head, wide, experts, narrow, mtp);
        assertThat(Flops.training(config(json), 256)).isCloseTo(flops, Percentage.withPercentage(0.3));
    }
}
