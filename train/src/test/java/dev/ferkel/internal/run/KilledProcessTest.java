package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run as a process that is killed by force, or whose disk is full, goes on to the bits of one that was left alone. */
class KilledProcessTest {
    @TempDir
    static Path folder;

    private static Path recipe;
    private static Path expected;

    @BeforeAll
    static void whole() throws IOException {
        var random = new Random(2);
        var lines = new StringBuilder();
        for (int row = 0; row < 50; row++) {
            lines.append("{\"ids\": %s}\n"
                    .formatted(Arrays.toString(
                            random.ints(Recipes.LENGTH, 0, Recipes.VOCABULARY).toArray())));
        }
        Files.writeString(folder.resolve("tokens.jsonl"), lines);
        recipe = Recipes.write(folder, Recipes.TOKENS.replace("checkpoint-every: 10", "checkpoint-every: 2"));
        expected = Run.execute(Recipe.read(recipe, List.of()), folder.resolve("whole"), false, "", Recipes.SILENT)
                .resolve("model.safetensors");
    }

    /** Before the first step, while checkpoints are written, between them: wherever it happens to be. */
    @Test
    void killed() throws IOException, InterruptedException {
        var random = new Random();
        var run = folder.resolve("killed");
        TrainProcess.kill(recipe, run, 0, 100 + random.nextInt(400));
        for (int kill = 0; kill < 3; kill++) {
            TrainProcess.kill(recipe, run, 1 + random.nextInt(12), random.nextInt(30));
        }
        var last = TrainProcess.finish(TrainProcess.start(recipe, run));
        assertThat(last).isEqualTo("step 60");
        assertThat(run.resolve("final/model.safetensors")).hasSameBinaryContentAs(expected);
    }

    /** A limit on the size of files fails the write of a checkpoint as a full disk does. */
    @Test
    void fullDisk() throws IOException, InterruptedException {
        var bash = Path.of("/bin/bash");
        assumeThat(Files.isExecutable(bash)).as("/bin/bash").isTrue();
        var run = folder.resolve("full");
        var process = TrainProcess.start(recipe, run, bash.toString(), "-c", "ulimit -f 30; exec \"$@\"", "limited");
        var said = TrainProcess.finish(process);
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(said).contains("step-00000002", "can't be written");
        assertThat(run.resolve("0-pretrain/checkpoints/step-00000002")).doesNotExist();
        assertThat(TrainProcess.finish(TrainProcess.start(recipe, run))).isEqualTo("step 60");
        assertThat(run.resolve("final/model.safetensors")).hasSameBinaryContentAs(expected);
    }
}
