package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A recipe ends in the weights that PyTorch comes to. */
@Tag("golden")
class GoldenRunTest {
    @TempDir
    Path folder;

    @Test
    void fiveSteps() throws IOException {
        var golden = Golden.path("oracle/models/deepseek_v3");
        var lines = new StringBuilder();
        for (var row :
                JsonMapper.shared().readTree(golden.resolve("training.json")).path("tokens")) {
            lines.append("{\"ids\": ").append(row).append("}\n");
        }
        Files.writeString(folder.resolve("tokens.jsonl"), lines);
        var recipe = Recipes.read(folder, """
                init: %s
                stages:
                  - pretrain:
                      data: [{tokens: tokens.jsonl, order: as-is}]
                      sequence: 17
                      batch: 2
                      steps: 5
                      precision: f32
                      optimizer: {learning-rate: 1e-3, schedule: constant, betas: [0.9, 0.95], epsilon: 1e-8, weight-decay: 0.1, clip: 1.0}
                      mtp: {weight: 0.3}
                      balance: {bias-speed: 0, sequence-alpha: 1e-3}
                """.formatted(golden));
        var model = Run.execute(recipe, folder.resolve("run"), false, "", Recipes.SILENT);
        try (var mine = Checkpoint.open(model);
                var start = Checkpoint.open(golden);
                var expected = Checkpoint.open(golden.resolve("after_5_steps.safetensors"))) {
            expected.tensors().forEach((name, goal) -> {
                var before = start.f32(start.tensor(name)).toFloatArray();
                var after = mine.tensor(name).toFloatArray();
                var truth = goal.toFloatArray();
                double movement = 0;
                double off = 0;
                for (int i = 0; i < truth.length; i++) {
                    movement = Math.max(movement, Math.abs(truth[i] - before[i]));
                    off = Math.max(off, Math.abs(truth[i] - after[i]));
                }
                assertThat(off).as(name).isLessThanOrEqualTo(0.1 * movement);
            });
        }
    }
}
