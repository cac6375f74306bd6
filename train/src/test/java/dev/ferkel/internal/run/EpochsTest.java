package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.sft.Turn;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stages that count in epochs: each example so many times, and a number of steps that everybody knows. */
class EpochsTest {
    private static final int EXAMPLES = 23;
    private static final String RECIPE = """
            seed: 5
            init: base/final
            stages:
              - sft:
                  data: [{chats: chats.jsonl}]
                  epochs: 3
                  sequence: 120
                  batch: 2
                  optimizer: {learning-rate: 3e-3, schedule: cosine}
                  checkpoint-every: 4
            """;

    @TempDir
    Path folder;

    private void files() throws IOException {
        Run.execute(Recipes.read(folder, Recipes.TINY), folder.resolve("base"), false, "", Recipes.SILENT);
        var lines = new StringBuilder();
        for (int i = 0; i < EXAMPLES; i++) {
            lines.append("{\"messages\": [{\"role\": \"user\", \"content\": \"What comes after %d?\"}, ".formatted(i))
                    .append("{\"role\": \"assistant\", \"content\": \"%s.\"}]}\n"
                            .formatted(Integer.toString(i + 1).repeat(1 + i % 5)));
        }
        Files.writeString(folder.resolve("chats.jsonl"), lines);
    }

    /** Of the rows of all steps but the last, no example comes more often than another by more than the pass that runs. */
    @ParameterizedTest
    @CsvSource({"1, 2", "3, 2", "0.5, 1", "2.5, 4"})
    void eachExampleSoManyTimes(double epochs, int batch) throws IOException {
        files();
        var settings = ((SftSettings) Recipes.read(folder, RECIPE, "stages.0.sft.batch=" + batch)
                        .stages()
                        .getFirst())
                .learning();
        var encoder = ChatCurriculum.encoder(Tokenizer.load(folder.resolve("base/final")));
        var turns = ChatFile.read(folder.resolve("chats.jsonl"));
        var feed = new Epochs(turns, epochs, encoder, 5).feed(settings);
        int steps = feed.steps().orElseThrow();
        long wanted = Math.round(epochs * EXAMPLES);
        feed.batches().seek(new long[] {0});
        for (int i = 0; i < steps - 1; i++) {
            feed.batches().next(batch);
        }
        assertThat(feed.batches().position()[0]).isLessThan(wanted);
        feed.batches().next(batch);
        assertThat(feed.batches().position()[0]).isGreaterThanOrEqualTo(wanted);
        // the answers of rows are those of the turns, each once a pass
        feed.batches().seek(new long[] {0});
        var seen = new TreeMap<String, Integer>();
        for (int i = 0; i < steps; i++) {
            var rows = feed.batches().next(batch);
            for (int r = 0; r < batch; r++) {
                count(rows.tokens().get(r), rows.starts().get(r), encoder.end(), seen);
            }
        }
        var expected = new ArrayList<String>();
        for (Turn turn : turns) {
            expected.add(Arrays.toString(encoder.example(turn).ids()));
        }
        int least = (int) Math.floor(epochs);
        for (var one : expected) {
            assertThat(seen.getOrDefault(one, 0)).isGreaterThanOrEqualTo(least);
        }
        assertThat(seen.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo((int) feed.batches().position()[0]);
    }

    private static void count(int[] row, int[] starts, int end, Map<String, Integer> seen) {
        for (int s = 0; s < starts.length; s++) {
            int to = s + 1 < starts.length ? starts[s + 1] : row.length;
            var ids = Arrays.copyOfRange(row, starts[s], to);
            int last = ids.length;
            // the room after the last example is end tokens, of which the first is its own
            while (s + 1 == starts.length && last > 1 && ids[last - 1] == end && ids[last - 2] == end) {
                last--;
            }
            if (last > 1) {
                seen.merge(Arrays.toString(Arrays.copyOf(ids, last)), 1, Integer::sum);
            }
        }
    }

    @Test
    void resumesToTheSameBits() throws IOException {
        files();
        var recipe = Recipes.read(folder, RECIPE);
        var totals = new ArrayList<Integer>();
        var observer = new RunObserver() {
            @Override
            public void note(String line) {}

            @Override
            public void step(int done, int total, Map<String, ?> record) {
                totals.add(total);
            }
        };
        var expected = Run.execute(recipe, folder.resolve("whole"), false, "", observer);
        int steps = totals.getFirst();
        assertThat(totals).hasSize(steps).containsOnly(steps);
        Interruptions.killed(recipe, folder.resolve("killed"), steps - 1, steps);
        var result = Run.execute(recipe, folder.resolve("killed"), true, "", Recipes.SILENT);
        assertThat(result.resolve("model.safetensors")).hasSameBinaryContentAs(expected.resolve("model.safetensors"));
    }

    /** A plan knows the tokens of all steps, which are more than it takes. */
    @Test
    void planned() throws IOException {
        files();
        Recipes.write(folder, RECIPE);
        var plan = Forecast.measure(folder.resolve("recipe.yaml"), List.of("stages.0.sft.epochs=40"), r -> r)
                .stages()
                .getFirst();
        var settings = ((SftSettings) Recipes.read(folder, RECIPE).stages().getFirst()).learning();
        var turns = ChatFile.read(folder.resolve("chats.jsonl"));
        var encoder = ChatCurriculum.encoder(Tokenizer.load(folder.resolve("base/final")));
        int steps = new Epochs(turns, 40, encoder, 5).feed(settings).steps().orElseThrow();
        assertThat(steps).isGreaterThan(30);
        assertThat(plan.tokens()).isEqualTo(steps * 2L * 120);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stages.0.sft.steps=3|can't be beside 'steps'",
                "stages.0.sft.epochs=0|stages.0.sft.epochs",
                "stages.0.sft.batch-ramp={from: 1, steps: 2}|can't be beside 'batch-ramp'",
                "stages.0.sft.data=[{others: {}}]|needs data that end",
                "stages.0.sft.epochs=|stages.0.sft.steps: is missing"
            })
    void mistakes(String change, String message) throws IOException {
        Files.writeString(folder.resolve("chats.jsonl"), "");
        assertThatThrownBy(() -> Recipes.read(folder, RECIPE, change))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining(message);
    }
}
