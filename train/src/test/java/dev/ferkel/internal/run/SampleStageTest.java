package dev.ferkel.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rejection sampling from a server that knows half of the answers. */
class SampleStageTest {
    @TempDir
    Path folder;

    private final AtomicInteger requests = new AtomicInteger();

    /** What the server does with its first requests in place of answering: a status, or 0 to hang up. */
    private final Queue<Integer> faults = new ConcurrentLinkedQueue<>(List.of(503));

    private boolean plain;

    /** What the server calls its thoughts; it has others where nobody asks for them. */
    private String thoughts = "reasoning_content";

    /** What it says around an answer. */
    private String said = "Answer: %s";

    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 40; i++) {
            var problem = Problems.generate(Kind.ARITHMETIC, 1, Split.TRAIN, 5, i);
            answers.put(problem.question(), problem.answer());
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            var json = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            var question = json.path("messages")
                    .path(0)
                    .path("content")
                    .asString()
                    .lines()
                    .findFirst()
                    .orElse("");
            requests.incrementAndGet();
            var fault = faults.poll();
            if (fault != null && fault == 0) {
                exchange.close();
                return;
            }
            boolean refused = plain && json.has("thinking");
            int status = refused ? 400 : fault == null ? 200 : fault;
            var message = Map.of(
                    thoughts,
                    "I know it.\n",
                    "content",
                    said.formatted(question.hashCode() % 2 == 0 ? answers.get(question) : "-987654"));
            var body = JsonMapper.shared()
                    .writeValueAsString(Map.of(
                            "choices",
                            new Object[] {Map.of("message", message, "finish_reason", "stop")},
                            "usage",
                            Map.of("completion_tokens", 9)))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Recipe recipe(String path, String... changes) {
        return Recipes.read(folder, """
                seed: 5
                model: {}
                stages:
                  - sample:
                      endpoint: http://127.0.0.1:%d/%s
                      problems: {kinds: {arithmetic: 1}, difficulties: [1, 0, 0, 0, 0]}
                      count: 40
                      samples: 2
                """.formatted(server.getAddress().getPort(), path), changes);
    }

    private List<JsonNode> kept(String... changes) throws IOException {
        var result = Run.execute(recipe("v1", changes), folder.resolve("run"), false, "", Recipes.SILENT);
        return Files.readAllLines(result.resolve("samples.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private int known() {
        return (int)
                answers.keySet().stream().filter(q -> q.hashCode() % 2 == 0).count();
    }

    @Test
    void keepsWhatIsRightOnce() throws IOException {
        var lines = kept();
        assertThat(lines).hasSize(known());
        for (var json : lines) {
            var question = json.path("messages").path(0).path("content").asString();
            var answer = json.path("messages").path(1);
            assertThat(answer.path("content").asString()).isEqualTo("Answer: " + answers.get(question));
            assertThat(answer.path("reasoning_content").asString()).isEqualTo("I know it.\n");
            assertThat(json.path("teacher").asString()).isEqualTo("deepseek-reasoner at 127.0.0.1");
            assertThat(json.path("seed").asInt()).isEqualTo(5);
            assertThat(json.path("sample").asInt()).isZero();
            int problem = json.path("problem").asInt();
            assertThat(new Questions(settings().problems(), 1, 5)
                            .asks(problem, 1)
                            .getFirst()
                            .problem()
                            .question())
                    .isEqualTo(question);
        }
        assertThat(requests).hasValue(81);
        assertThat(ChatFile.read(folder.resolve("run/final/samples.jsonl"))).hasSize(known());
    }

    private SampleSettings settings() {
        return (SampleSettings) recipe("v1").stages().getFirst();
    }

    /** As reasoners behind an endpoint answer: an explanation, then the line they were asked for, in whatever dress. */
    @ParameterizedTest
    @ValueSource(strings = {"I add.\n\nAnswer: %s", "So:\n**Answer:** %s\n", "It is\n$\\boxed{%s}$", "Answer: $%s$."})
    void theLastLineIsTheAnswer(String form) throws IOException {
        said = form;
        thoughts = "reasoning";
        assertThat(kept()).hasSize(known()).allSatisfy(json -> {
            var question = json.path("messages").path(0).path("content").asString();
            var answer = json.path("messages").path(1);
            assertThat(answer.path("content").asString()).isEqualTo("Answer: " + answers.get(question));
            assertThat(answer.path("reasoning_content").asString()).isEqualTo("I know it.\n");
        });
    }

    /** Without thoughts there is nothing to learn to think from; the explanation of who isn't to think stays. */
    @Test
    void thoughtsHaveToBeThere() throws IOException {
        thoughts = "other";
        said = "I add.\nAnswer: %s";
        assertThatThrownBy(this::kept).isInstanceOf(FerkelException.class).hasMessageContaining("'thinking: 0'");
        var lines = Files.createDirectories(folder.resolve("second"));
        var result = Run.execute(
                recipe("v1", "stages.0.sample.thinking=0"), lines.resolve("run"), false, "", Recipes.SILENT);
        assertThat(ChatFile.read(result.resolve("samples.jsonl")))
                .hasSize(known())
                .allSatisfy(turn -> {
                    assertThat(turn.reasoning()).isEmpty();
                    assertThat(turn.answer()).startsWith("I add.\nAnswer: ");
                });
    }

    /** What was asked before is not asked again, and a line that was cut short comes again. */
    @Test
    void goesOnWhereItWas() throws IOException {
        var expected = kept();
        int whole = requests.get();
        var run = folder.resolve("killed");
        Interruptions.killed(recipe("v1"), run, 1, 2);
        var lines = run.resolve("0-sample/samples.jsonl");
        Files.writeString(lines, Files.readString(lines) + "{\"messages\": [");
        var result = Run.execute(recipe("v1"), run, true, "", Recipes.SILENT);
        assertThat(Files.readAllLines(result.resolve("samples.jsonl")).stream().map(JsonMapper.shared()::readTree))
                .containsExactlyElementsOf(expected);
        // the first of all was turned away once
        assertThat(requests).hasValue(2 * whole - 1);
    }

    /** A broken connection is tried again, and a field that only DeepSeek's servers know is left out. */
    @Test
    void otherServers() throws IOException {
        plain = true;
        faults.clear();
        faults.addAll(Collections.nCopies(16, 200));
        faults.add(0);
        var result = Run.execute(recipe("v1"), folder.resolve("run"), false, "", Recipes.SILENT);
        assertThat(Files.readAllLines(result.resolve("samples.jsonl"))).hasSize(known());
    }

    @Test
    void aServerThatRefusesIsAnError() {
        assertThatThrownBy(() -> Run.execute(recipe("v2"), folder.resolve("run"), false, "", Recipes.SILENT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("answered 404");
        assertThat(folder.resolve("run/final")).doesNotExist();
    }

    @Test
    void aServerThatIsNotThereIsAnError() {
        var recipe = recipe("v1");
        server.stop(0);
        assertThatThrownBy(() -> Run.execute(recipe, folder.resolve("run"), false, "", Recipes.SILENT))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("can't be reached");
    }

    @Test
    void itsTimeIsNotForetold() {
        recipe("v1");
        assertThatThrownBy(() -> Forecast.measure(folder.resolve("recipe.yaml"), List.of(), r -> r))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("can't be foretold");
        assertThat(requests).hasValue(0);
    }
}
