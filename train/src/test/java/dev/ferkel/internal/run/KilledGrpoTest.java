package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reinforcement learning as a process that is killed by force, while it answers or while it learns. */
class KilledGrpoTest {
    /** Steps of fine-tuning before. */
    private static final int TUNING = 4;

    @Test
    void killed(@TempDir Path folder) throws IOException, InterruptedException {
        Run.execute(Recipes.read(folder, Recipes.TINY), folder.resolve("base"), false, "", Recipes.SILENT);
        var text = Recipes.REASONING.replace("max-tokens: 40", "max-tokens: 80");
        var expected = Run.execute(Recipes.read(folder, text), folder.resolve("whole"), false, "", Recipes.SILENT);
        var recipe = Recipes.write(folder, text);
        var run = folder.resolve("killed");
        var random = new Random();
        for (int kill = 0; kill < 2; kill++) {
            // a step takes about as long as the longest of these waits
            TrainProcess.kill(recipe, run, kill == 0 ? TUNING : 1, random.nextInt(300));
        }
        assertThat(TrainProcess.finish(TrainProcess.start(recipe, run))).isEqualTo("step 6");
        assertThat(run.resolve("final/model.safetensors"))
                .hasSameBinaryContentAs(expected.resolve("model.safetensors"));
        assertThat(run.resolve("1-grpo/samples.jsonl"))
                .hasSameTextualContentAs(folder.resolve("whole/1-grpo/samples.jsonl"));
    }
}
