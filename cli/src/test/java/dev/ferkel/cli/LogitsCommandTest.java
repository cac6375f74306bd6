package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.testing.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel logits} against transformers' and llama.cpp's models. */
class LogitsCommandTest {
    @TempDir
    Path folder;

    private static String ids(JsonNode expected) {
        return Cli.commas(expected.path("input_ids")
                .valueStream()
                .mapToInt(JsonNode::asInt)
                .toArray());
    }

    @ParameterizedTest
    @MethodSource("dev.ferkel.testing.Golden#models")
    void exact(String name) {
        var model = Golden.path("oracle/models/" + name);
        compare(
                model,
                ids(JsonMapper.shared().readTree(model.resolve("expected.json"))),
                model.resolve("expected.safetensors"));
    }

    @Test
    void exactFromGguf() {
        var gguf = Golden.path("oracle/gguf/deepseek_v3");
        var expected = JsonMapper.shared()
                .readTree(gguf.resolve("expected.json"))
                .valueStream()
                .filter(f -> f.path("file").asString().equals("Q2_K.gguf"))
                .findFirst()
                .orElseThrow();
        compare(gguf.resolve("Q2_K.gguf"), ids(expected), gguf.resolve("Q2_K.expected.safetensors"));
    }

    private void compare(Path model, String ids, Path expected) {
        var file = folder.resolve("logits.safetensors");
        var run = Cli.run("logits", model.toString(), "--ids", ids, "--out", file.toString(), "--exact", "-q");
        assertThat(run).isEqualTo(new Cli(0, "", ""));
        try (var found = Checkpoint.open(file);
                var goals = Checkpoint.open(expected)) {
            assertThat(found.tensors().containsKey("mtp_logits"))
                    .isEqualTo(goals.tensors().containsKey("mtp_logits"));
            for (var entry : found.tensors().entrySet()) {
                var goal = goals.tensor(entry.getKey());
                assertThat(entry.getValue().shape()).isEqualTo(goal.shape());
                close(entry.getValue().toFloatArray(), goal.toFloatArray());
            }
        }
    }

    /** To 5e-4 of the standard deviation, as the oracle's README says. */
    private static void close(float[] found, float[] goal) {
        double mean = 0;
        double square = 0;
        for (float v : goal) {
            mean += v / goal.length;
            square += (double) v * v / goal.length;
        }
        double tolerance = 5e-4 * Math.sqrt(square - mean * mean);
        double worst = 0;
        for (int i = 0; i < goal.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - goal[i]));
        }
        assertThat(worst).isLessThanOrEqualTo(tolerance);
    }

    @Test
    void mistakes() {
        var model = Golden.path("oracle/models/llama").toString();
        assertThat(Cli.run(
                        "logits",
                        model,
                        "--ids",
                        "1,999",
                        "--out",
                        folder.resolve("x").toString(),
                        "-q"))
                .isEqualTo(new Cli(2, "", "ferkel: token id 999 is outside the vocabulary of 290\n"));
        assertThat(Cli.run("logits", model, "--ids", "1", "--out", "no/such/folder/x", "-q"))
                .isEqualTo(new Cli(2, "", "ferkel: no/such/folder/x: can't be written: no such folder\n"));
        assertThat(Cli.run("logits", model, "--ids", "1", "-q"))
                .isEqualTo(new Cli(2, "", "ferkel: Missing required option: '--out=FILE' (ferkel logits --help)\n"));
    }
}
