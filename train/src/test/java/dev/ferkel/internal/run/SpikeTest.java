package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.pretrain.PretrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stretch of bad data is left out: back to the last good checkpoint, and on behind it. */
class SpikeTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private static PretrainingStep.Outcome loss(double main) {
        return new PretrainingStep.Outcome(main, 0, 0, 1, Map.of());
    }

    @Test
    void watch() {
        var watch = new SpikeWatch(2);
        for (int i = 0; i < 15; i++) {
            assertThat(watch.see(loss(i % 5 == 4 ? 50 : 3))).isEmpty();
        }
        assertThat(watch.see(loss(3))).isEmpty();
        assertThat(watch.see(loss(6.1))).isEmpty();
        assertThat(watch.isCalm()).isFalse();
        assertThat(watch.see(loss(6.1))).isEmpty();
        assertThat(watch.see(loss(5.9))).isEmpty();
        assertThat(watch.isCalm()).isTrue();
        var recent = watch.recent();
        watch.see(loss(7));
        watch.see(loss(8));
        assertThat(watch.see(loss(9))).hasValueSatisfying(why -> assertThat(why).contains("usual 3.000", "9.000"));
        watch.restore(recent);
        assertThat(watch.isCalm()).isTrue();
        assertThat(watch.recent()).isEqualTo(recent);
        assertThat(watch.see(loss(9))).isEmpty();
        assertThat(watch.see(loss(Double.NaN))).isPresent();
        var none = new SpikeWatch(0);
        for (int i = 0; i < 100; i++) {
            assertThat(none.see(loss(i == 0 ? 1 : 100))).isEmpty();
        }
    }

    /** What is known by heart may be a thousand times as bad and no harm is done. */
    @Test
    void nextToNothingIsNoSpike() {
        var watch = new SpikeWatch(2);
        for (int i = 0; i < 40; i++) {
            assertThat(watch.see(loss(i < 20 ? 2e-5 : 0.02))).isEmpty();
        }
        assertThat(watch.isCalm()).isTrue();
    }

    private RunObserver observer(int killAt) {
        return new RunObserver() {
            @Override
            public void note(String line) {
                notes.add(line);
            }

            @Override
            public void step(int done, int total, Map<String, ?> record) {
                if (done == killAt) {
                    throw new IllegalStateException("killed");
                }
            }
        };
    }

    /** Rows of one pattern, which is learnt at once, with random ones among them. */
    private Recipe recipe() throws IOException {
        var random = new Random(4);
        var lines = new StringBuilder();
        for (int row = 0; row < 200; row++) {
            var ids = new ArrayList<Integer>();
            for (int i = 0; i < Recipes.LENGTH; i++) {
                ids.add(row >= 88 && row < 100 ? random.nextInt(Recipes.VOCABULARY) : 3 + (row + i) % 4);
            }
            lines.append("{\"ids\": ").append(ids).append("}\n");
        }
        Files.writeString(folder.resolve("tokens.jsonl"), lines);
        return Recipes.read(folder, Recipes.TOKENS);
    }

    private static List<JsonNode> log(Path run) throws IOException {
        return Files.readAllLines(run.resolve("0-pretrain/log.jsonl")).stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    @Test
    void badDataAreLeftOut() throws IOException {
        var recipe = recipe();
        var whole = Run.execute(recipe, folder.resolve("whole"), false, "", observer(-1));
        // the pattern's 44 steps, then 3 bad ones: back to step 40, then 3 more, then only good ones
        assertThat(notes.stream()
                        .filter(n -> n.contains("goes back to step 40"))
                        .toList())
                .hasSize(2);
        var lines = log(folder.resolve("whole"));
        assertThat(lines).hasSize(62);
        assertThat(lines.stream().filter(l -> l.has("back from")).toList()).hasSize(2);
        assertThat(lines.getLast().path("loss").asDouble()).isLessThan(0.5);
        for (int step : new int[] {39, 41, 55}) {
            var run = folder.resolve("killed" + step);
            assertThatThrownBy(() -> Run.execute(recipe, run, false, "", observer(step)))
                    .isInstanceOf(IllegalStateException.class);
            var resumed = Run.execute(recipe, run, true, "", observer(-1));
            assertThat(resumed.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
            var mine = log(run);
            assertThat(mine).hasSameSizeAs(lines);
            for (int i = 0; i < lines.size(); i++) {
                for (var key : new String[] {"step", "loss", "back from", "because"}) {
                    assertThat(mine.get(i).path(key)).isEqualTo(lines.get(i).path(key));
                }
            }
        }
    }

    @Test
    void tokensAreNoTexts() throws IOException {
        recipe();
        var read = Recipes.read(folder, Recipes.TOKENS, "stages.0.pretrain.evaluate-every=5");
        assertThatThrownBy(() -> Run.execute(read, folder.resolve("run"), false, "", observer(-1)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("evaluate-every");
    }

    @Test
    void givesUp() throws IOException {
        var recipe = recipe();
        var wild = Recipes.read(
                folder,
                Files.readString(folder.resolve("recipe.yaml")),
                "stages.0.pretrain.spike=1e-3",
                "stages.0.pretrain.steps=100");
        assertThat(recipe.stages()).hasSize(1);
        assertThatThrownBy(() -> Run.execute(wild, folder.resolve("wild"), false, "", observer(-1)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("learning rate");
        assertThat(folder.resolve("wild/final")).doesNotExist();
    }
}
