package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel perplexity}; its figures are compared with others' where they are computed, in the engine. */
class PerplexityCommandTest {
    private static final String TEXT = "The little pig went to the market. ";

    @TempDir
    Path folder;

    private Path model;
    private Path text;

    @BeforeEach
    void write() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        TinyModel.write(model);
        text = Files.writeString(folder.resolve("text.txt"), TEXT.repeat(4));
    }

    private Cli perplexity(String flags) {
        return Cli.run(("perplexity " + model + " " + text + " -q " + flags).split(" +"));
    }

    private static JsonNode json(Cli run) {
        assertThat(run.err()).isEmpty();
        return JsonMapper.shared().readTree(run.out());
    }

    /** Four windows of 32 bytes, of whose second halves all but the first are predicted. */
    @Test
    void jsonAndTableSayTheSame() {
        var json = json(perplexity("--window 32 --json"));
        assertThat(json.path("tokens").asInt()).isEqualTo(4 * 15);
        assertThat(json.path("perplexity").asDouble()).isGreaterThan(1);
        assertThat(json.path("perplexity error").asDouble()).isPositive();
        var table = perplexity("--window 32").lines();
        assertThat(table).hasSize(3);
        assertThat(Double.parseDouble(table.get(1).split(" +")[1]))
                .isCloseTo(json.path("perplexity").asDouble(), within(1e-6));
    }

    @Test
    void onlySomeWindows() {
        assertThat(json(perplexity("--window 32 --windows 2 --json"))
                        .path("tokens")
                        .asInt())
                .isEqualTo(2 * 15);
    }

    @Test
    void noDivergenceFromItself() {
        var json = json(perplexity("--window 32 --json --exact --kl-divergence " + model));
        assertThat(json.path("KL divergence").asDouble()).isZero();
        assertThat(json.path("KL divergence 99 %").asDouble()).isZero();
        assertThat(json.path("same top token").asDouble()).isEqualTo(1);
        assertThat(json.path("perplexity").asDouble())
                .isEqualTo(json.path("base perplexity").asDouble());
    }

    /** The base is always exact, so that a rounded cache is some way from it. */
    @Test
    void roundedCacheIsNearTheExactOne() {
        var json = json(perplexity("--window 32 --json --exact --cache-type q8_0 --kl-divergence " + model));
        assertThat(json.path("KL divergence").asDouble()).isPositive().isLessThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--window 3 | a window has 3 tokens, expected at least 4",
                "--window 4000 | the text has 140 tokens, expected at least one window of 4000",
                "--windows -1 | --windows is -1, expected 0 or more",
                "--kl-divergence no.gguf | no.gguf: no such file or folder"
            })
    void mistakes(String line) {
        var parts = line.split(" \\| ");
        assertThat(perplexity(parts[0])).isEqualTo(new Cli(2, "", "ferkel: " + parts[1] + "\n"));
    }

    @Test
    void noText() throws IOException {
        Files.delete(text);
        assertThat(perplexity("")).isEqualTo(new Cli(2, "", "ferkel: " + text + ": can't be read: no such file\n"));
        Files.write(text, new byte[] {(byte) 0xff});
        assertThat(perplexity(""))
                .isEqualTo(new Cli(2, "", "ferkel: " + text + ": can't be read: not a text in UTF-8\n"));
    }
}
