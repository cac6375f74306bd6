package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.server.ServerOptions.Access;
import dev.ferkel.internal.server.ServerOptions.Limits;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, hosts, pages and limits. */
class AccessTest {
    private static final String BODY =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"max_tokens\": 2, \"temperature\": 0}";
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        TinyChat.plain(folder);
        var local = ServerOptions.local(0);
        var options = new ServerOptions(
                local.network(),
                new Access(
                        List.of(ApiKey.of("ann", "secret-of-ann"), ApiKey.of("bob", "secret-of-bob")),
                        Set.of("models.example.org"),
                        Set.of("https://page.example.org")),
                new Limits(10_000, Duration.ofSeconds(5), Optional.empty(), 5, 0, 4),
                local.manners());
        server = TestServer.of(options, Map.of("plain", folder), EngineOptions.DEFAULT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void withoutAKeyThereIsNoAnswer() {
        assertThat(server.get("/v1/models").statusCode()).isEqualTo(401);
        assertThat(server.get("/metrics").statusCode()).isEqualTo(401);
        assertThat(server.get("/v1/models", "Authorization", "Bearer secret-of-an")
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.get("/v1/models", "Authorization", "secret-of-ann").statusCode())
                .isEqualTo(401);
        assertThat(server.get("/v1/models", "Authorization", "Bearer secret-of-ann")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get("/v1/models", "x-api-key", "secret-of-bob").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        var refused = server.post("/anthropic/v1/messages", "{}");
        assertThat(TestServer.json(refused).path("error").path("type").asString())
                .isEqualTo("authentication_error");
    }

    @Test
    void logsNameTheKeyAndNeverShowItNorTheText() {
        server.post("/chat/completions", BODY.replace("\"a\"", "\"abc\""), "x-api-key", "secret-of-bob");
        var lines = String.join("\n", server.log);
        assertThat(lines).contains("key=bob").doesNotContain("secret-of", "abc");
    }

    @Test
    void tooManyRequestsAreToldWhenToComeBack() {
        int refused = 0;
        for (int i = 0; i < 7; i++) {
            var response = server.post("/chat/completions", BODY, "x-api-key", "secret-of-ann");
            if (response.statusCode() == 429) {
                refused++;
                assertThat(Integer.parseInt(
                                response.headers().firstValue("Retry-After").orElseThrow()))
                        .isBetween(1, 60);
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aBodyThatIsTooLong() {
        var response = server.post("/chat/completions", " ".repeat(20_000) + BODY, "x-api-key", "secret-of-bob");
        assertThat(response.statusCode()).isEqualTo(413);
    }

    /** Java's client doesn't let a request lie about its host. */
    private static String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.server.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var buffer = new byte[4096];
            int n = socket.getInputStream().read(buffer);
            return n < 0 ? "" : new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return "";
        }
    }

    @Test
    void namesThatAreNotOurs() throws IOException {
        assertThat(raw("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n")).startsWith("HTTP/1.1 403");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: models.example.org:99\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: LOCALHOST\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: [::1]:8\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(raw("GET /health HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 4");
    }

    @Test
    void pagesFromElsewhere() {
        assertThat(server.get("/health", "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(server.get("/health", "Origin", "null").statusCode()).isEqualTo(403);
        var own = server.get("/health", "Origin", "http://127.0.0.1:" + server.server.port());
        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(own.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        var allowed = server.get("/health", "Origin", "https://page.example.org");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("https://page.example.org");
        var preflight = server.send(server.request("/v1/chat/completions")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://page.example.org")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,x-stainless-os")
                .build());
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .contains("authorization,x-stainless-os");
        assertThat(preflight.headers().firstValue("Vary"))
                .hasValueSatisfying(v -> assertThat(v).contains("Origin", "Access-Control-Request-Headers"));
    }

    /** Some of it is answered; of the rest, the connection is closed. */
    @Test
    void whatIsNoHttp() throws IOException {
        for (var bad : List.of(
                "hello\r\n\r\n",
                "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(20_000) + "\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(100_000) + "\r\n\r\n",
                "POST /chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")) {
            assertThat(raw(bad)).matches("(?s)|HTTP/1.1 4.*");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
        }
        assertThat(raw("POST /chat/completions HTTP/1.1\r\nHost: localhost\r\nx-api-key: secret-of-bob\r\n"
                        + "Content-Length: 4\r\n\r\n\u00ff\u00fe\u00fd\u00fc"))
                .startsWith("HTTP/1.1 400");
    }
}
