package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.server.ServerOptions.Manners;
import dev.ferkel.testing.TinyChat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of models that are loaded when asked for: this one's loading takes as long as the test wants. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowLoadTest {
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch loading = new CountDownLatch(1);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TinyChat chat;
    private TestServer server;

    @BeforeEach
    void start(@TempDir Path folder) {
        chat = TinyChat.plain(folder);
        var sources = new LinkedHashMap<String, ModelSource>();
        sources.put("first", () -> TestServer.load("first", folder, EngineOptions.DEFAULT));
        sources.put("slow", () -> {
            awaitToGoOn();
            return TestServer.load("slow", folder, EngineOptions.DEFAULT);
        });
        sources.put("gone", () -> {
            awaitToGoOn();
            throw FerkelException.of("/srv/secret/gone.gguf: there is no such file");
        });
        var local = ServerOptions.local(0);
        var manners = new Manners(
                Duration.ofMillis(50), Duration.ZERO, local.manners().pastReasoning(), false, false);
        server = new TestServer(new ServerOptions(local.network(), local.access(), local.limits(), manners), sources);
    }

    private void awaitToGoOn() {
        loading.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        client.close();
        server.close();
    }

    /** What comes while it comes. */
    private BufferedReader ask(String path, String model, boolean stream) throws IOException, InterruptedException {
        var body = "{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"temperature\": 0, "
                        .formatted(model, chat.question())
                + "\"max_tokens\": %d, \"stream\": %s}".formatted(TinyChat.ANSWER_TOKENS, stream);
        var request = HttpRequest.newBuilder(server.uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    @Test
    void whoWaitsHearsThatHeIsNotForgotten() throws Exception {
        try (var stream = ask("/chat/completions", "slow", true);
                var whole = ask("/chat/completions", "slow", false);
                var prompt = ask("/apply-template", "slow", false)) {
            assertThat(stream.readLine()).isEqualTo(": keep-alive");
            assertThat(whole.readLine()).isEmpty();
            assertThat(prompt.readLine()).isEmpty();
            goOn.countDown();
            assertThat(stream.lines()).contains("data: [DONE]").noneMatch(line -> line.contains("error"));
            assertThat(whole.lines().collect(Collectors.joining())).contains(chat.content());
            assertThat(prompt.lines().collect(Collectors.joining())).contains(chat.question());
        }
    }

    @Test
    void whoGoesAwayIsNoticed() throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            try (var reader = ask("/chat/completions", "slow", stream)) {
                reader.readLine();
            }
        }
        loading.await();
        await(() -> server.log.stream().filter(line -> line.endsWith(" gone")).count() == 2);
        assertThat(server.models.loaded()).isEmpty();
        goOn.countDown();
        await(() -> !server.models.loaded().isEmpty());
        assertThat(server.models.loaded().getFirst().engine().stats().requests())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/completions", "/v1/messages"})
    void aModelThatCantBeLoadedAfterAll(String path) throws Exception {
        try (var stream = ask(path, "gone", true);
                var whole = ask(path, "gone", false)) {
            stream.readLine();
            whole.readLine();
            goOn.countDown();
            for (var one : List.of(stream, whole)) {
                assertThat(one.lines().collect(Collectors.joining("\n")))
                        .contains("\"error\":{", "'gone' can't be loaded")
                        .doesNotContain("secret");
            }
        }
        await(() -> server.log.stream().anyMatch(line -> line.contains("/srv/secret/gone.gguf")));
    }
}
