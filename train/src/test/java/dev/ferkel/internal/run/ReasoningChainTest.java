package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.reward.Rules;
import dev.ferkel.internal.teacher.LocalTeacher;
import dev.ferkel.internal.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From fine-tuning to FP8 in one command: a network that guesses, and learns from what was right. */
class ReasoningChainTest {
    private static final String CHAIN = """
            seed: 5
            init: base/final
            stages:
              - sft:
                  data: [{problems: {kinds: {logic: 1}, difficulties: [1, 0, 0, 0, 0]}, thinking: 0}]
                  sequence: 160
                  batch: 2
                  steps: 40
                  optimizer: {learning-rate: 1e-2, schedule: cosine}
              - grpo:
                  problems: {kinds: {logic: 1}, difficulties: [1, 0, 0, 0, 0]}
                  thinking: 0
                  prompts: 2
                  group: 2
                  steps: 3
                  max-tokens: 20
                  optimizer: {learning-rate: 1e-5}
                  evaluate-every: 0
              - sample:
                  problems: {kinds: {logic: 1}, difficulties: [1, 0, 0, 0, 0]}
                  thinking: 0
                  count: 64
                  samples: 2
                  keep: 2
                  max-tokens: 20
              - sft:
                  data: [{samples: last}]
                  epochs: 2
                  sequence: 160
                  batch: 2
                  optimizer: {learning-rate: 1e-3}
              - publish: {layout: fp8}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void base() {
        Run.execute(Recipes.read(folder, Recipes.TINY), folder.resolve("base"), false, "", Recipes.SILENT);
    }

    private List<JsonNode> samples(String run) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("2-sample/result/samples.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    /** Interrupted where it samples, it goes on to the same samples and the same bits. */
    @Test
    void resumesToTheSameBits() throws IOException {
        var recipe = Recipes.read(folder, CHAIN);
        var expected = Run.execute(recipe, folder.resolve("whole"), false, "", Recipes.SILENT);
        var run = folder.resolve("killed");
        Interruptions.killed(recipe, run, 1, 2);
        assertThat(run.resolve("2-sample/result")).doesNotExist();
        var result = Run.execute(recipe, run, true, "", Recipes.SILENT);
        assertThat(samples("killed")).isEqualTo(samples("whole"));
        assertThat(result.resolve("model.safetensors")).hasSameBinaryContentAs(expected.resolve("model.safetensors"));
        learnedFrom(samples("whole"));
        recorded(samples("whole"));
    }

    /** The stage after learns from the samples, all of them and nothing else: each twice, several in a row. */
    private void learnedFrom(List<JsonNode> samples) throws IOException {
        assertThat(samples.stream().map(s -> s.path("step").asInt()).distinct()).containsExactly(1, 2);
        var turns = ChatFile.read(folder.resolve("whole/2-sample/result/samples.jsonl"));
        assertThat(turns).hasSameSizeAs(samples);
        var settings = (SftSettings) Recipes.read(folder, CHAIN).stages().get(3);
        var tokenizer = Tokenizer.load(folder.resolve("base/final"));
        int steps = new Epochs(turns, 2, ChatCurriculum.encoder(tokenizer), 5)
                .feed(settings.learning())
                .steps()
                .orElseThrow();
        assertThat(Files.readAllLines(folder.resolve("whole/3-sft/log.jsonl"))).hasSize(steps);
    }

    /** Each sample says how to come by it again, in words that mean the same on every machine. */
    private void recorded(List<JsonNode> samples) {
        var settings = (SampleSettings) Recipes.read(folder, CHAIN).stages().get(2);
        var questions = new Questions(settings.problems(), 0, 5);
        try (var teacher = new LocalTeacher(folder.resolve("whole/1-grpo/result"), "any name")) {
            assertThat(teacher.name()).isEqualTo("any name");
            for (var sample : samples) {
                assertThat(sample.path("teacher").asString()).isEqualTo("1-grpo/result");
                assertThat(sample.path("seed").asInt()).isEqualTo(5);
            }
            var first = samples.getFirst();
            // a chunk is asked together: the stage's first, with the seed it has for it
            var answers = teacher.answer(questions.asks(0, 32), 2, 1, 20, 5 + 0x9e3779b97f4a7c15L);
            var attempt = answers.get(first.path("problem").asInt())
                    .get(first.path("sample").asInt());
            assertThat(Rules.isRight(attempt)).isTrue();
            assertThat(attempt.answer().strip())
                    .isEqualTo(first.path("messages").path(1).path("content").asString());
            assertThat(attempt.tokens()).isEqualTo(first.path("tokens").asInt());
            assertThat(attempt.problem().question())
                    .isEqualTo(first.path("messages").path(0).path("content").asString());
        }
    }

    /** Examples that are longer than a row are counted, over an interruption too, and told. */
    @Test
    void whatIsLeftOutIsSaid() throws IOException {
        var text = Recipes.REASONING.substring(0, Recipes.REASONING.indexOf("  - grpo:"));
        var recipe = Recipes.read(folder, text, "stages.0.sft.sequence=120", "stages.0.sft.steps=8");
        var notes = new ArrayList<String>();
        var observer = new RunObserver() {
            @Override
            public void note(String line) {
                notes.add(line);
            }

            @Override
            public void step(int done, int total, Map<String, ?> record) {}
        };
        Interruptions.killed(recipe, folder.resolve("killed"), 3, 8);
        Run.execute(recipe, folder.resolve("killed"), true, "", observer);
        Run.execute(recipe, folder.resolve("whole"), false, "", Recipes.SILENT);
        long logged = leftOut("whole");
        assertThat(logged).isPositive();
        assertThat(leftOut("killed")).isEqualTo(logged);
        assertThat(notes.getLast()).startsWith(logged + " examples were longer than a row of 120");
    }

    private long leftOut(String run) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("0-sft/log.jsonl")).stream()
                .mapToLong(l -> JsonMapper.shared().readTree(l).path("left out").asLong(0))
                .sum();
    }
}
