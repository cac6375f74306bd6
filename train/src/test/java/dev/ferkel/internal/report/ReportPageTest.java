package dev.ferkel.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.error.FerkelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportPageTest {
    private static final Pattern DATA =
            Pattern.compile("(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>");

    @TempDir
    Path folder;

    private Path run(String name, int steps) throws IOException {
        var stage = Files.createDirectories(folder.resolve(name).resolve("0-pretrain"));
        var log = new StringBuilder();
        for (int step = 1; step <= steps; step++) {
            log.append("{\"step\":%d,\"tokens\":%d,\"loss\":%d,\"seconds\":2,\"load\":{\"1\":[3,1],\"2\":[0,4]}%s}\n"
                    .formatted(step, 10 * step, step, step % 2 == 0 ? ",\"bits per byte\":0.5" : ""));
        }
        Files.writeString(stage.resolve("log.jsonl"), log);
        return folder.resolve(name);
    }

    private static JsonNode data(String page) {
        var found = DATA.matcher(page);
        assertThat(found.find()).isTrue();
        return JsonMapper.shared().readTree(found.group(1));
    }

    @Test
    void holdsTheRunsAndNeedsNothingElse() throws IOException {
        var page = ReportPage.of(List.of(run("one", 4), run("two", 3000)));
        assertThat(page).doesNotContain("src=", "href=", "/*data*/", "/*uplot").contains("uPlot=function");
        var data = data(page);
        assertThat(data).hasSize(2);
        var one = data.path(0);
        assertThat(one.path("name").asString()).isEqualTo("one");
        assertThat(one.path("seconds").asDouble()).isEqualTo(8);
        assertThat(one.path("curves").path("loss").toString()).isEqualTo("[[1.0,2.0,3.0,4.0],[1.0,2.0,3.0,4.0]]");
        assertThat(one.path("curves").path("bits per byte").toString()).isEqualTo("[[2.0,4.0],[0.5,0.5]]");
        assertThat(one.path("curves").has("mtp")).isFalse();
        assertThat(one.path("load").path("1").path(0).toString()).isEqualTo("[1.5,0.5]");
        assertThat(one.path("load").path("2").path(3).toString()).isEqualTo("[0.0,2.0]");
    }

    /** Fewer points, with the same mean and the same end. */
    @Test
    void longRunsAreThinnedOut() throws IOException {
        var loss = data(ReportPage.of(List.of(run("long", 3000))))
                .path(0)
                .path("curves")
                .path("loss");
        assertThat(loss.path(0).size()).isEqualTo(1200);
        assertThat(loss.path(0).path(1199).asDouble()).isEqualTo(3000);
        assertThat(loss.path(1)
                        .valueStream()
                        .mapToDouble(JsonNode::asDouble)
                        .average()
                        .orElseThrow())
                .isCloseTo(1500.5, within(1.0));
    }

    @Test
    void textsCannotLeaveTheirPlace() throws IOException {
        var run = run("run", 1);
        var text = "</script><script>alert(1)</script><!-- &amp; \\\\";
        Files.writeString(
                run.resolve("samples.jsonl"),
                JsonMapper.shared().writeValueAsString(java.util.Map.of("prompt", text, "text", text)));
        var page = ReportPage.of(List.of(run));
        assertThat(page).doesNotContain("alert(1)</script>");
        assertThat(data(page).path(0).path("samples").path(0).path("text").asString())
                .isEqualTo(text);
    }

    /** A stage of reinforcement learning: its own answers, and a curve a kind of problem. */
    @Test
    void groupsOfAnswers() throws IOException {
        var run = run("run", 1);
        var stage = Files.createDirectories(run.resolve("1-grpo"));
        Files.writeString(stage.resolve("log.jsonl"), """
                {"step":1,"tokens":9,"reward":0.25,"accuracy by kind":{"date":0.5},\
                "rewards":{"language":0.75}}
                {"step":2,"tokens":18,"reward":0.5,"accuracy by kind":{"date":1.0,"unit":0}}
                """);
        Files.writeString(stage.resolve("samples.jsonl"), """
                {"step":2,"prompt":"1+1?","reference":"2","answers":[{"reward":1,"advantage":0.5,\
                "tokens":["2","<end>"],"log-probabilities":[0,-0.6931472]},{"reward":0,"advantage":-0.5,"tokens":[]}]}
                """);
        var grpo = data(ReportPage.of(List.of(run))).path(1);
        assertThat(grpo.path("curves").path("reward").toString()).isEqualTo("[[1.0,2.0],[0.25,0.5]]");
        assertThat(grpo.path("curves").path("accuracy by kind: date").toString())
                .isEqualTo("[[1.0,2.0],[0.5,1.0]]");
        assertThat(grpo.path("curves").path("accuracy by kind: unit").toString())
                .isEqualTo("[[2.0],[0.0]]");
        assertThat(grpo.path("curves").path("rewards: language").toString()).isEqualTo("[[1.0],[0.75]]");
        var best = grpo.path("samples").path(0).path("answers").path(0);
        assertThat(best.path("likely").toString()).isEqualTo("[1.0,0.5]");
        assertThat(best.path("tokens").path(1).asString()).isEqualTo("<end>");
    }

    /** What a stage that samples wrote: conversations. */
    @Test
    void conversations() throws IOException {
        var run = run("run", 1);
        Files.writeString(run.resolve("0-pretrain/samples.jsonl"), """
                {"messages":[{"role":"user","content":"1+1?"},{"role":"assistant",\
                "reasoning_content":"1+1=2\\n","content":"Answer: 2"}],"step":1,"teacher":"piglet-r1"}
                """);
        var sample = data(ReportPage.of(List.of(run))).path(0).path("samples").path(0);
        assertThat(sample.path("prompt").asString()).isEqualTo("1+1?");
        assertThat(sample.path("text").asString()).isEqualTo("1+1=2\n\nAnswer: 2");
        assertThat(sample.path("verdict").asString()).isEqualTo("piglet-r1");
    }

    @Test
    void aLineCutShortIsLeftOut() throws IOException {
        var run = run("run", 2);
        var log = run.resolve("0-pretrain/log.jsonl");
        Files.writeString(log, Files.readString(log) + "{\"step\":3,\"lo");
        assertThat(data(ReportPage.of(List.of(run))).path(0).path("steps").asInt())
                .isEqualTo(2);
    }

    @Test
    void mistakes() throws IOException {
        assertThatThrownBy(() -> ReportPage.of(List.of(folder.resolve("none"))))
                .isInstanceOf(FerkelException.class)
                .hasMessageEndingWith("none: no such folder");
        assertThatThrownBy(() -> ReportPage.of(List.of(folder)))
                .hasMessageEndingWith("has no log.jsonl, expected a run's folder or a stage's");
        var run = run("broken", 1);
        Files.writeString(run.resolve("0-pretrain/log.jsonl"), "{]\n{}\n");
        assertThatThrownBy(() -> ReportPage.of(List.of(run))).hasMessageContaining("log.jsonl: line 1: not JSON");
    }
}
