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
import tools.jackson.databind.json.JsonMapper;

/** Rejection sampling from a server that knows half of the answers. */
class SampleStageTest {
    @TempDir
    Path folder;

    private final AtomicInteger requests = new AtomicInteger();

    /** What the server does with its first requests in place of answering: a status, or 0 to hang up. */
    private final Queue<Integer> faults = new ConcurrentLinkedQueue<>(List.of(503));

    private boolean plain;
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
                    "reasoning_content",
                    "I know it.\n",
                    "content",
                    "Answer: " + (question.hashCode() % 2 == 0 ? answers.get(question) : "-987654"));
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

    private Recipe recipe(String path) {
        return Recipes.read(folder, """
                seed: 5
                model: {}
                stages:
                  - sample:
                      endpoint: http://127.0.0.1:%d/%s
                      problems: {kinds: {arithmetic: 1}, difficulties: [1, 0, 0, 0, 0]}
                      count: 40
                      samples: 2
                """.formatted(server.getAddress().getPort(), path));
    }

    @Test
    void keepsWhatIsRightOnce() throws IOException {
        var result = Run.execute(recipe("v1"), folder.resolve("run"), false, "", Recipes.SILENT);
        var lines = Files.readAllLines(result.resolve("samples.jsonl"));
        long known =
                answers.keySet().stream().filter(q -> q.hashCode() % 2 == 0).count();
        assertThat(lines).hasSize((int) known);
        for (var line : lines) {
            var json = JsonMapper.shared().readTree(line);
            var question = json.path("messages").path(0).path("content").asString();
            assertThat(json.path("messages").path(1).path("content").asString())
                    .isEqualTo("Answer: " + answers.get(question));
            assertThat(json.path("teacher").asString()).isEqualTo("deepseek-reasoner at 127.0.0.1");
        }
        assertThat(requests).hasValue(81);
        assertThat(ChatFile.read(result.resolve("samples.jsonl"))).hasSize((int) known);
    }

    /** A broken connection is tried again, and a field that only DeepSeek's servers know is left out. */
    @Test
    void otherServers() throws IOException {
        plain = true;
        faults.clear();
        faults.addAll(Collections.nCopies(16, 200));
        faults.add(0);
        var result = Run.execute(recipe("v1"), folder.resolve("run"), false, "", Recipes.SILENT);
        assertThat(Files.readAllLines(result.resolve("samples.jsonl"))).hasSize((int)
                answers.keySet().stream().filter(q -> q.hashCode() % 2 == 0).count());
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
