package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.server.ServerOptions.Access;
import dev.ferkel.internal.server.ServerOptions.Manners;
import dev.ferkel.testing.TinyChat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether one key's prompts make another's sooner. */
class SaltTest {
    /** Tokens found in the cache by another key, and by the same one. */
    @ParameterizedTest
    @CsvSource({"true,0,128", "false,128,128"})
    void prompts(boolean salted, int other, int same, @TempDir Path folder) {
        var chat = TinyChat.plain(folder);
        var local = ServerOptions.local(0);
        var options = new ServerOptions(
                local.network(),
                new Access(
                        List.of(ApiKey.of("ann", "secret-of-ann"), ApiKey.of("bob", "secret-of-bob")),
                        Set.of(),
                        Set.of()),
                local.limits(),
                new Manners(
                        Duration.ofSeconds(1), Duration.ZERO, local.manners().pastReasoning(), salted, false));
        // 160 tokens: two whole pages and a half
        var body = "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"max_tokens\": 2}"
                .formatted(chat.question().repeat(20));
        try (var server = TestServer.of(options, Map.of("plain", folder), EngineOptions.DEFAULT)) {
            assertThat(cached(server, body, "ann")).isZero();
            assertThat(cached(server, body, "bob")).isEqualTo(other);
            assertThat(cached(server, body, "ann")).isEqualTo(same);
        }
    }

    private static int cached(TestServer server, String body, String name) {
        return TestServer.json(server.post("/chat/completions", body, "x-api-key", "secret-of-" + name))
                .path("usage")
                .path("prompt_cache_hit_tokens")
                .asInt();
    }
}
