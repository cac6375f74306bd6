package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.SafetensorsWriter;
import dev.ferkel.internal.tensor.Tensor;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A chain of a tokenizer and pretraining: the same bits whatever happens to it. */
class RunTest {
    @TempDir
    Path folder;

    private Path whole(String name) {
        return Run.execute(Recipes.read(folder, Recipes.TINY), folder.resolve(name), false, "", Recipes.SILENT);
    }

    /** Before the first checkpoint, between two, just after one, at the end. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 8, 12})
    void resumesToTheSameBits(int step) throws IOException {
        var expected = whole("whole");
        var recipe = Recipes.read(folder, Recipes.TINY);
        var run = folder.resolve("killed");
        Interruptions.killed(recipe, run, step, 12);
        assertThat(run.resolve("final")).doesNotExist();
        // what a write that was cut short leaves behind
        var part = Files.createDirectories(run.resolve("1-pretrain/checkpoints/step-00000099.part"));
        Files.writeString(part.resolve("model.safetensors"), "half");
        Files.writeString(
                run.resolve("1-pretrain/log.jsonl"),
                "{\"step\": 1",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        var result = Run.execute(recipe, run, true, "", Recipes.SILENT);
        assertThat(result.resolve("model.safetensors")).hasSameBinaryContentAs(expected.resolve("model.safetensors"));
        var lines = Files.readAllLines(run.resolve("1-pretrain/log.jsonl"));
        var straight = Files.readAllLines(folder.resolve("whole/1-pretrain/log.jsonl"));
        assertThat(lines).hasSameSizeAs(straight).hasSize(12);
        for (int i = 0; i < 12; i++) {
            var mine = JsonMapper.shared().readTree(lines.get(i));
            var theirs = JsonMapper.shared().readTree(straight.get(i));
            for (var key : new String[] {"step", "tokens", "loss", "mtp", "norm", "rate", "load", "bits per byte"}) {
                assertThat(mine.path(key)).as(key).isEqualTo(theirs.path(key));
            }
        }
    }

    @Test
    void threadsDontMatter() {
        Interruptions.threadsDontMatter(this::whole);
    }

    /** Batches in parts give the same gradients, but for the order of sums; losses show what a step started from. */
    @Test
    void learns() throws IOException {
        var model = whole("run");
        var losses = Files.readAllLines(folder.resolve("run/1-pretrain/log.jsonl")).stream()
                .mapToDouble(l -> JsonMapper.shared().readTree(l).path("loss").asDouble())
                .toArray();
        assertThat(losses[0]).isBetween(Math.log(300) - 0.3, Math.log(300) + 0.3);
        assertThat(losses[11]).isLessThan(losses[0] - 1);
        assertThat(Tokenizer.load(model).vocabularySize()).isEqualTo(300);
        try (var checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.tensor("lm_head.weight").dim(0)).isEqualTo(300);
        }
    }

    @Test
    void whatIsThereIsNotOverwritten() {
        whole("run");
        var recipe = Recipes.read(folder, Recipes.TINY);
        assertThatThrownBy(() -> Run.execute(recipe, folder.resolve("run"), false, "", Recipes.SILENT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("--resume");
        var other = Recipes.read(folder, Recipes.TINY, "stages.1.pretrain.steps=13");
        assertThatThrownBy(() -> Run.execute(other, folder.resolve("run"), true, "", Recipes.SILENT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("another recipe");
    }

    private static final String SECOND = """
              - pretrain:
                  data: [{problems: {kinds: {sorting: 1}}}]
                  sequence: 32
                  batch: 2
                  steps: 3
            """.indent(0);

    /** What has not begun may change, to what it would have been from the start; what has begun may not. */
    @Test
    void aLaterStageMayChange() throws IOException {
        var text = Recipes.TINY + SECOND;
        var run = folder.resolve("run");
        Interruptions.killed(Recipes.read(folder, text), run, 7, 12);
        for (var change : new String[] {"stages.1.pretrain.batch=2", "seed=4", "model.hidden_size=16"}) {
            var other = Recipes.read(folder, text, change, "stages.2.pretrain.steps=2");
            assertThatThrownBy(() -> Run.execute(other, run, true, "", Recipes.SILENT))
                    .as(change)
                    .isInstanceOf(FerkelException.class)
                    .hasMessageContaining("another recipe");
        }
        // a start that failed for its settings leaves this
        Files.createDirectories(run.resolve("2-pretrain"));
        var corrected = Recipes.read(folder, text, "stages.2.pretrain.steps=2");
        var result = Run.execute(corrected, run, true, "", Recipes.SILENT);
        var straight = Run.execute(corrected, folder.resolve("straight"), false, "", Recipes.SILENT);
        assertThat(result.resolve("model.safetensors")).hasSameBinaryContentAs(straight.resolve("model.safetensors"));
        assertThat(run.resolve("recipe.json")).hasSameTextualContentAs(folder.resolve("straight/recipe.json"));
        // now all is done: a longer recipe is another one
        var longer = Recipes.read(folder, text + SECOND, "stages.2.pretrain.steps=2");
        assertThatThrownBy(() -> Run.execute(longer, run, true, "", Recipes.SILENT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("another recipe");
    }

    /** Two processes in one folder would write over each other's checkpoints. */
    @Test
    void oneAtATime() throws IOException, InterruptedException {
        var recipe = Recipes.read(folder, Recipes.TINY);
        var run = Files.createDirectories(folder.resolve("run"));
        var message = run + ": another process is training in this folder: wait for it, or end it";
        try (var lock = RunLock.take(run)) {
            var process = TrainProcess.start(folder.resolve("recipe.yaml"), run);
            assertThat(TrainProcess.finish(process)).isEqualTo(message);
            assertThat(process.exitValue()).isEqualTo(1);
            assertThatThrownBy(() -> Run.execute(recipe, run, true, "", Recipes.SILENT))
                    .isInstanceOf(FerkelException.class)
                    .hasMessage(message);
        }
        RunLock.take(run).close();
    }

    /** Other programs stop where the config says; ours ask the tokenizer, too. */
    @Test
    void saysWhereToStop() {
        var model = whole("run");
        var tokenizer = Tokenizer.load(model);
        for (var file : new String[] {"config.json", "generation_config.json"}) {
            var json = JsonMapper.shared().readTree(model.resolve(file).toFile());
            assertThat(json.path("eos_token_id").asInt(-1))
                    .isEqualTo(tokenizer.eos().orElseThrow());
            assertThat(json.path("bos_token_id").asInt(-1))
                    .isEqualTo(tokenizer.bos().orElseThrow());
        }
    }

    /** Where no batch gives numbers, the run ends with advice, and leaves nothing that looks like a result. */
    @Test
    void noNumbers() throws IOException {
        var model = whole("run");
        try (var checkpoint = Checkpoint.open(model);
                var arena = Arena.ofShared()) {
            var tensors = new LinkedHashMap<>(checkpoint.tensors());
            var norm = Objects.requireNonNull(tensors.get("model.norm.weight")).toFloatArray();
            norm[0] = Float.NaN;
            tensors.put("model.norm.weight", Tensor.of(arena, norm, norm.length));
            SafetensorsWriter.write(model.resolve("model.safetensors"), tensors, Map.of());
        }
        var recipe = Recipes.read(folder, """
                init: run/final
                stages:
                  - pretrain:
                      data: [{problems: {}}]
                      sequence: 32
                      batch: 2
                      steps: 30
                """);
        var broken = folder.resolve("broken");
        assertThatThrownBy(() -> Run.execute(recipe, broken, false, "", Recipes.SILENT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("learning rate");
        assertThat(broken.resolve("final")).doesNotExist();
    }
}
