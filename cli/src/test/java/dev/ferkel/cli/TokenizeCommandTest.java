package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel tokenize} over every text of the tokenizers library's oracle. */
class TokenizeCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"deepseek_v3", "qwen2_5"})
    void jsonLines(String name) throws IOException {
        var model = Golden.path("tokenizers/" + name).toString();
        var texts = new StringBuilder();
        var ids = new StringBuilder();
        var special = new StringBuilder();
        var decoded = new StringBuilder();
        for (var line : Files.readAllLines(Golden.path("oracle/tokenizer/" + name + ".jsonl"))) {
            var json = JsonMapper.shared().readTree(line);
            texts.append(json(json, "text"));
            ids.append(json(json, "ids"));
            special.append(json(json, "ids_special"));
            decoded.append(json(json, "decoded"));
        }
        assertThat(Cli.withInput(texts.toString(), "tokenize", model, "--json", "--no-special"))
                .isEqualTo(new Cli(0, ids.toString(), ""));
        assertThat(Cli.withInput(texts.toString(), "tokenize", model, "--json"))
                .isEqualTo(new Cli(0, special.toString(), ""));
        assertThat(Cli.withInput(ids.toString(), "tokenize", model, "--json", "--decode"))
                .isEqualTo(new Cli(0, decoded.toString(), ""));
    }

    private static String json(JsonNode line, String key) {
        return JsonMapper.shared().writeValueAsString(line.path(key)) + "\n";
    }

    @Test
    void aLineAToken() throws IOException {
        TinyModel.write(folder);
        var run = Cli.run("tokenize", folder.toString(), "a\"\n", "ü");
        assertThat(run.lines())
                .containsExactly(
                        "97\t\"a\"", "34\t\"\\\"\"", "10\t\"\\n\"", "32\t\" \"", "195\t\"<C3>\"", "188\t\"<BC>\"");
        assertThat(Cli.run("tokenize", folder.toString(), "--decode", "97 195,188")
                        .out())
                .isEqualTo("aü\n");
    }

    @Test
    void whatIsNoJson() throws IOException {
        TinyModel.write(folder);
        var run = Cli.withInput("\"a\"\n[1]\n{\n\"b\"\n", "tokenize", folder.toString(), "--json");
        assertThat(run.code()).isZero();
        assertThat(run.lines()).hasSize(4);
        assertThat(run.lines().get(0)).isEqualTo("[97]");
        assertThat(run.lines().get(1)).isEqualTo("{\"error\":\"expected a JSON string, found ARRAY\"}");
        assertThat(run.lines().get(2)).startsWith("{\"error\":\"the line: not JSON: ");
        assertThat(run.lines().get(3)).isEqualTo("[98]");
    }

    @Test
    void mistakes() {
        assertThat(Cli.run("tokenize", folder.toString(), "x"))
                .isEqualTo(new Cli(2, "", "ferkel: " + folder.resolve("tokenizer.json") + ": no such file\n"));
    }
}
