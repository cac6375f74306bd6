package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What fails in the server is told as the server's fault, and what a client asked too much for as the client's. */
@Timeout(60)
class AnswerFailuresTest {
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        var whole = Files.createDirectory(folder.resolve("whole"));
        var damaged = Files.createDirectory(folder.resolve("damaged"));
        TinyChat.plain(whole);
        TinyChat.plain(damaged);
        TestServer.damage(damaged);
        var sources = new LinkedHashMap<String, ModelSource>();
        sources.put("whole", () -> TestServer.load("whole", whole, EngineOptions.DEFAULT));
        sources.put("damaged", () -> TestServer.load("damaged", damaged, EngineOptions.DEFAULT));
        sources.put("gone", () -> {
            throw FerkelException.of("/srv/secret/gone.gguf: there is no such file");
        });
        server = new TestServer(ServerOptions.local(0), sources);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(String model, String more) {
        return "{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"max_tokens\": 5%s}"
                .formatted(model, more);
    }

    /** The line follows the answer. */
    private static void awaitLogged(String text) throws InterruptedException {
        while (server.log.stream().noneMatch(line -> line.contains(text))) {
            Thread.sleep(5);
        }
    }

    @Test
    void aStepThatFails() throws InterruptedException {
        for (var stream : new String[] {"", ", \"stream\": true"}) {
            var response = server.post("/chat/completions", body("damaged", stream));
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(TestServer.json(response).path("error").path("type").asString())
                    .isEqualTo("server_error");
        }
        awaitLogged("internal_error: the model computed what is no number");
    }

    @Test
    void aModelThatCantBeLoaded() throws InterruptedException {
        var response = server.post("/chat/completions", body("gone", ""));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("'gone' can't be loaded").doesNotContain("secret");
        awaitLogged("/srv/secret/gone.gguf");
    }

    @Test
    void aGrammarThatCostsTooMuch() {
        var response =
                server.post("/chat/completions", body("whole", ", \"grammar\": \"root ::= ((.?){0,2000}){0,2000}\""));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("ways");
    }
}
