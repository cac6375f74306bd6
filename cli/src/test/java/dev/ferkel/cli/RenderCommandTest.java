package dev.ferkel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ferkel render} over every conversation and Jinja feature of jinja2's oracle. */
class RenderCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"deepseek-r1-distill-qwen-32b", "deepseek-v3", "deepseek-v3.1", "qwen2.5", "qwen3"})
    void conversations(String template) throws IOException {
        var lines = Files.readAllLines(Golden.path("oracle/chat/cases.jsonl")).stream()
                .filter(line -> JsonMapper.shared()
                        .readTree(line)
                        .path("template")
                        .asString()
                        .equals(template))
                .toList();
        assertThat(lines).hasSizeGreaterThan(20);
        var file = Golden.path("oracle/chat/templates/" + template + ".jinja").toString();
        compare(lines, "render", "--template", file, "--json");
    }

    @Test
    void plainJinja() throws IOException {
        var empty = Files.writeString(folder.resolve("empty.jinja"), "").toString();
        compare(Files.readAllLines(Golden.path("oracle/chat/jinja.jsonl")), "render", "--template", empty, "--json");
    }

    private static void compare(List<String> lines, String... args) {
        var run = Cli.withInput(String.join("\n", lines) + "\n", args);
        assertThat(run.code()).isZero();
        assertThat(run.lines()).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            var expected = JsonMapper.shared().readTree(lines.get(i));
            var found = JsonMapper.shared().readTree(run.lines().get(i));
            if (!expected.has("error")) {
                assertThat(found).as(lines.get(i)).isEqualTo(expected.path("expected"));
            } else if (expected.path("error_type").asString().equals("TemplateError")) {
                assertThat(found.path("error")).as(lines.get(i)).isEqualTo(expected.path("error"));
            } else {
                assertThat(found.path("error").isString()).as(lines.get(i)).isTrue();
            }
        }
    }

    /** DeepSeek-V3's folder: template and tokens of tokenizer_config.json, the same conversations. */
    @Test
    void aModelsOwn() throws IOException {
        var model = Golden.path("tokenizers/deepseek_v3").toString();
        var goals = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(Golden.path("oracle/chat/cases.jsonl"))) {
            goals.add(JsonMapper.shared().readTree(line));
        }
        var goal = goals.stream()
                .filter(g -> g.path("template").asString().equals("deepseek-v3"))
                .filter(g -> !g.has("error")
                        && g.path("tools").isNull()
                        && g.path("extra").isEmpty())
                .filter(g -> g.path("add_generation_prompt").asBoolean())
                .findFirst()
                .orElseThrow();
        var messages = Files.writeString(
                folder.resolve("messages.json"), JsonMapper.shared().writeValueAsString(goal.path("messages")));
        var expected = goal.path("expected").asString();
        assertThat(Cli.run("render", model, "--messages", messages.toString()).out())
                .isEqualTo(expected + (expected.endsWith("\n") ? "" : "\n"));
    }

    @Test
    void texts() throws IOException {
        TinyModel.write(folder);
        assertThat(Cli.run("render", folder.toString(), "--system", "Be brief.", "--user", "Hi"))
                .isEqualTo(new Cli(0, "system: Be brief.\nuser: Hi\nassistant: \n", ""));
    }

    @Test
    void mistakes() throws IOException {
        TinyModel.write(folder);
        var model = folder.toString();
        assertThat(Cli.run("render"))
                .isEqualTo(new Cli(2, "", "ferkel: no MODEL and no --template, expected one of them\n"));
        assertThat(Cli.run("render", model))
                .isEqualTo(new Cli(2, "", "ferkel: nothing to render, expected --user, --messages or --json\n"));
        assertThat(Cli.run("render", "--template", "none.jinja", "--user", "x"))
                .isEqualTo(new Cli(2, "", "ferkel: none.jinja: no such file\n"));
        var broken =
                Files.writeString(folder.resolve("broken.jinja"), "{% if %}").toString();
        var run = Cli.run("render", "--template", broken, "--user", "x");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("ferkel: " + broken).hasLineCount(1);
    }
}
