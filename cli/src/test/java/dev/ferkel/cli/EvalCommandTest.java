package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel eval} from the files to the table, with a model that knows nothing. */
class EvalCommandTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        TinyModel.write(model);
    }

    private Cli eval(String words) {
        return Cli.run(("eval " + model + " -q " + words).split(" +"));
    }

    @Test
    void problemsWithSeveralSamples() throws IOException {
        var out = folder.resolve("answers.jsonl");
        var words = "problems --kinds countdown --splits test,harder --count 3 --samples 4 -n 12 --out " + out;
        var run = eval(words);
        assertThat(run.err()).isEmpty();
        assertThat(run.lines()).hasSize(6);
        assertThat(run.lines().get(1)).contains("pass@1", "pass@4", "majority@4");
        assertThat(run.lines().get(2)).startsWith("test           countdown         3    0.0%  0.0 to 56.1");
        assertThat(run.lines().get(3)).endsWith("pass@k  1: 0.0%, 2: 0.0%, 4: 0.0%");
        var answers = Files.readAllLines(out);
        assertThat(answers).hasSize(2 * 3 * 4);
        for (var line : answers) {
            var answer = JsonMapper.shared().readTree(line);
            assertThat(answer.path("verdict").asString()).isIn("wrong", "no answer");
            assertThat(answer.path("tokens").asInt()).isBetween(1, 12);
        }
        assertThat(eval(words + " --json --threads 1").out())
                .isEqualTo(eval(words + " --json").out());
    }

    /** Answers whose verdicts are made up: two of three were right before, one of them in half of its samples. */
    @Test
    void againstOtherAnswers() throws IOException {
        var out = folder.resolve("answers.jsonl");
        var words = "problems --kinds countdown --splits test --count 3 --samples 2 -n 12 ";
        assertThat(eval(words + "--out " + out).err()).isEmpty();
        var lines = Files.readAllLines(out);
        for (int i : new int[] {0, 1, 4}) {
            lines.set(i, lines.get(i).replaceFirst("\"verdict\":\"[a-z ]+\"", "\"verdict\":\"correct\""));
        }
        Files.write(out, lines);
        var run = eval(words + "--against " + out);
        assertThat(run.err()).isEmpty();
        assertThat(run.lines().getLast())
                .startsWith("test           countdown         3  -50.0    -100.0 to +0.0   not shown");
        var against = JsonMapper.shared()
                .readTree(eval(words + "--json --against " + out).out())
                .path("against");
        assertThat(against).hasSize(1);
        assertThat(against.path(0).path("kind").asString()).isEqualTo("countdown");
        assertThat(against.path(0).path("pass@1").asDouble()).isEqualTo(-0.5);

        // unchanged answers of two kinds and splits: each kind of a split, then both
        words = "problems --kinds unit,countdown --splits test,harder --count 2 --samples 2 -n 12 --json ";
        assertThat(eval(words + "--out " + out).err()).isEmpty();
        var kinds = JsonMapper.shared()
                .readTree(eval(words + "--against " + out).out())
                .path("against");
        assertThat(kinds).hasSize(6).allMatch(d -> d.path("pass@1").asDouble() == 0);
        assertThat(kinds.findValuesAsString("kind"))
                .containsExactly("unit", "countdown", "all", "unit", "countdown", "all");

        assertThat(eval(words + "--against " + folder.resolve("none.jsonl")).err())
                .contains("none.jsonl: no such file");
        assertThat(eval(words + "--seed 2 --against " + out).err())
                .contains("answers.jsonl: none of these questions; ask with the --seed");
        Files.writeString(out, "{\"task\":\"problems\"}\n");
        assertThat(eval(words + "--against " + out).err())
                .contains("answers.jsonl: line 1 has no \"split\": expected what 'eval --out' wrote");
    }

    @Test
    void ownQuestionsChoicesAndTexts() throws IOException {
        var own = Files.writeString(folder.resolve("own.jsonl"), "{\"prompt\":\"1+1?\",\"answer\":2}\n");
        var choice = Files.writeString(
                folder.resolve("choice.jsonl"),
                "{\"question\":\"1+1?\",\"choices\":[\"a long text that nobody expects\",\"2\"],\"answer\":1}\n");
        var text = Files.writeString(folder.resolve("text.txt"), "The little pig went to the market. ".repeat(40));
        var run = eval(own + " choice " + choice + " bits-per-byte " + text + " -n 8 --json");
        assertThat(run.err()).isEmpty();
        var tasks = JsonMapper.shared().readTree(run.out()).path("tasks");
        assertThat(tasks).hasSize(3);
        assertThat(tasks.path(0).path("pass@1").asDouble()).isZero();
        assertThat(tasks.path(1).path("accuracy").asDouble()).isEqualTo(1);
        // random weights over 256 bytes: about 8 bits a byte
        assertThat(tasks.path(2).path("bits per byte").asDouble()).isBetween(7.0, 12.0);
        assertThat(tasks.path(2).path("bytes").asInt()).isEqualTo(35 * 40 - 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--samples 0 | the number of samples is 0, expected 1 to 1024",
                "--count 0 | the number of problems is 0, expected 1 to 10000",
                "--difficulty 6 | --difficulty is 6, expected 1 to 5",
                "--splits train | --splits has 'train', expected test, new-phrasing, own-words, new-range, harder",
                "--temperature -1 | temperature is -1.0, expected a number from 0.0 to 100.0",
                "none.jsonl | none.jsonl: no such file"
            })
    void mistakes(String line) {
        var parts = line.split(" \\| ");
        assertThat(eval(parts[0])).isEqualTo(new Cli(2, "", "ferkel: " + parts[1] + "\n"));
    }
}
