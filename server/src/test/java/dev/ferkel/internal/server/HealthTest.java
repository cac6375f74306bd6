package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.Disorder;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose engine has stopped by itself says so, to who watches it and to who asks it. */
@Timeout(60)
class HealthTest {
    private static final String BODY =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"max_tokens\": 5, \"stream\": %s}";

    /** Its engine makes no step: who asks, waits. */
    private static ServedModel load(Path folder) {
        var model = LoadedModel.open(folder, (done, total) -> {}, WeightForm.EXACT);
        var engine = new Engine(model.model(), Optional.of(model.tokenizer()), EngineOptions.DEFAULT);
        return new ServedModel("plain", model, engine, new Assistant(model, engine));
    }

    @Test
    void aBrokenEngine(@TempDir Path folder) throws InterruptedException, ExecutionException {
        TinyChat.plain(folder);
        try (var server = new TestServer(ServerOptions.local(0), Map.of("plain", () -> load(folder)))) {
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            server.models.preload();
            var engine = server.models.loaded().getFirst().engine();
            var health = server.get("/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(TestServer.json(health).path("status").asString()).isEqualTo("ok");
            var waiting = Stream.of(false, true)
                    .map(stream -> CompletableFuture.supplyAsync(
                            () -> server.post("/chat/completions", BODY.formatted(stream))))
                    .toList();
            while (engine.stats().requests() < 2) {
                Thread.sleep(5);
            }

            Disorder.in(engine);

            for (var one : waiting) {
                assertThat(one.get().statusCode()).isEqualTo(500);
                assertThat(one.get().body()).contains("\"server_error\"", "the engine stopped");
            }
            health = server.get("/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(TestServer.json(health).path("status").asString()).isEqualTo("broken");
            for (boolean stream : new boolean[] {false, true}) {
                var refused = server.post("/chat/completions", BODY.formatted(stream));
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(TestServer.json(refused)
                                .path("error")
                                .path("message")
                                .asString())
                        .isEqualTo("the engine stopped: start it again");
            }
            var anthropic = server.post("/v1/messages", BODY.formatted(false));
            assertThat(anthropic.statusCode()).isEqualTo(503);
            assertThat(TestServer.json(anthropic).path("error").path("type").asString())
                    .isEqualTo("overloaded_error");
        }
    }
}
