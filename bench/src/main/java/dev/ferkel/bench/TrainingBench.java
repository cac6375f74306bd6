package dev.ferkel.bench;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.model.Adaptation;
import dev.ferkel.internal.optim.AdamW;
import dev.ferkel.internal.optim.Gradients;
import dev.ferkel.internal.plan.Flops;
import dev.ferkel.internal.pretrain.Initializer;
import dev.ferkel.internal.pretrain.Precision;
import dev.ferkel.internal.pretrain.PretrainingStep;
import dev.ferkel.internal.pretrain.Rows;
import dev.ferkel.internal.pretrain.Student;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How fast a small DeepSeek-V3 network learns random tokens: the networks and batches of a baseline in PyTorch, so that
 * the two can be held against each other.
 *
 * <pre>mvn -q -pl bench -am -DskipTests verify exec:exec@training -Dferkel.arguments="S 15 f32"</pre>
 */
public final class TrainingBench {
    private static final int BATCH = 16;
    private static final int SEQUENCE = 256;
    private static final int WARM_UP = 3;
    private static final int REFRESHES = 5;

    private TrainingBench() {}

    private static String config(String size) {
        return switch (size) {
            case "S" -> config(4096, 256, 6, 64, 32, 16, 32, 768, 16, 128);
            case "M" -> config(8192, 512, 8, 128, 64, 32, 64, 1536, 32, 256);
            default -> throw FerkelException.of("network '%s': expected S or M", size);
        };
    }

    private static String config(
            int vocabulary,
            int hidden,
            int layers,
            int latent,
            int nope,
            int rope,
            int value,
            int dense,
            int experts,
            int expert) {
        return """
                {"model_type": "deepseek_v3", "vocab_size": %d, "hidden_size": %d, "num_hidden_layers": %d,
                 "num_attention_heads": 8, "kv_lora_rank": %d, "qk_nope_head_dim": %d, "qk_rope_head_dim": %d,
                 "v_head_dim": %d, "intermediate_size": %d, "n_routed_experts": %d, "moe_intermediate_size": %d,
                 "n_shared_experts": 1, "num_experts_per_tok": 4, "first_k_dense_replace": 1,
                 "routed_scaling_factor": 2.5, "norm_topk_prob": true}
                """.formatted(vocabulary, hidden, layers, latent, nope, rope, value, dense, experts, expert);
    }

    public static void main(String... arguments) throws IOException {
        var size = arguments.length > 0 ? arguments[0] : "S";
        int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
        var precision = Precision.valueOf(arguments.length > 2 ? arguments[2].toUpperCase(Locale.ROOT) : "F32");
        var file = Files.createTempFile("config", ".json");
        Files.writeString(file, config(size));
        var config = ModelConfig.read(file);
        Files.delete(file);
        var random = new Random(2);
        var seconds = new double[steps];
        double first = 0;
        double last = 0;
        double refresh = Double.POSITIVE_INFINITY;
        try (var arena = Arena.ofShared()) {
            var student = Student.of(config, new Initializer(config, 0.02, 1, arena), precision, Adaptation.NONE);
            var gradients = new Gradients(student.learned().values(), arena);
            var optimizer = new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1), student.learned(), gradients, arena);
            try (var step = new PretrainingStep(student, optimizer, gradients)) {
                for (int i = -WARM_UP; i < steps; i++) {
                    var rows = IntStream.range(0, BATCH)
                            .mapToObj(r -> random.ints(SEQUENCE + 1, 0, config.vocabularySize())
                                    .toArray())
                            .toList();
                    long begin = System.nanoTime();
                    var outcome = step.run(List.of(Rows.whole(rows)), 1e-3, new PretrainingStep.Weights(0, 0, 1e-3f));
                    if (i >= 0) {
                        seconds[i] = (System.nanoTime() - begin) / 1e9;
                    } else if (i == -WARM_UP) {
                        first = outcome.main();
                    }
                    last = outcome.main();
                }
            }
            for (int i = 0; i < REFRESHES; i++) {
                long begin = System.nanoTime();
                student.refresh();
                refresh = Math.min(refresh, (System.nanoTime() - begin) / 1e6);
            }
        }
        Arrays.sort(seconds);
        double median = seconds[steps / 2];
        int tokens = BATCH * SEQUENCE;
        System.out.printf(
                Locale.ROOT,
                "{\"config\": \"%s\", \"tok_s\": %.0f, \"tok_s_best\": %.0f, \"gflops\": %.1f, \"refresh_ms\": %.1f, \"loss\": [%.3f, %.3f]}%n",
                size,
                tokens / median,
                tokens / seconds[0],
                Flops.training(config, SEQUENCE) * tokens / median / 1e9,
                refresh,
                first,
                last);
    }
}
