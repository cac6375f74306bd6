package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.server.ServerOptions.Limits;
import dev.ferkel.internal.server.ServerOptions.Manners;
import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask and don't read, or read slowly; the engine's steps are made by the test. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeafClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Their text is far more than what the kernel takes for a client that doesn't read. */
    private static final int TOKENS = 1 << 20;

    private TinyChat chat;
    private Engine engine;
    private TestServer server;

    @BeforeEach
    void start(@TempDir Path folder) {
        chat = TinyChat.plain(folder);
        var local = ServerOptions.local(0);
        // comments come as fast as the connection takes them: it is soon full
        var manners =
                new Manners(Duration.ofNanos(1), Duration.ZERO, local.manners().pastReasoning(), false, false);
        var limits = new Limits(64 << 20, PATIENCE, Optional.empty(), 0, 0, 4);
        server = new TestServer(
                new ServerOptions(local.network(), local.access(), limits, manners),
                Map.of("plain", () -> load(folder)));
        server.models.preload();
    }

    private ServedModel load(Path folder) {
        var model = LoadedModel.open(folder, (done, total) -> {}, WeightForm.EXACT);
        engine = new Engine(model.model(), Optional.of(model.tokenizer()), EngineOptions.DEFAULT);
        return new ServedModel("plain", model, engine, new Assistant(model, engine));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Socket post(String path, String body) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(1 << 12);
        socket.connect(new InetSocketAddress("127.0.0.1", server.server.port()));
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    private void awaitGone() throws InterruptedException {
        await(() -> server.log.stream().anyMatch(line -> line.endsWith(" gone")));
    }

    @Test
    void anAnswerThatIsNotTakenEndsAndFreesItsSlot() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            server.log.clear();
            long before = engine.stats().generatedTokens();
            var body = "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"max_tokens\": %d, \"stream\": %s}"
                    .formatted(chat.question(), TinyChat.ANSWER_TOKENS, stream);
            try (var deaf = post("/chat/completions", body)) {
                await(() -> engine.stats().waiting() + engine.stats().running() > 0 || engine.step());
                engine.step();
                assertThat(engine.stats().running()).isEqualTo(1);
                awaitGone();
                engine.step();
                assertThat(engine.stats().running()).isZero();
                assertThat(engine.stats().usedPages()).isEqualTo(engine.stats().prefixPages());
                assertThat(engine.stats().generatedTokens() - before).isBetween(1L, TinyChat.ANSWER_TOKENS - 1L);
                assertThat(deaf.isClosed()).isFalse();
            }
        }
    }

    /** Asks for {@link #TOKENS} times an escaped character, twice. */
    private Socket detokenize() throws IOException {
        var id = TestServer.json(server.post("/tokenize", "{\"content\": \"\\u0001\"}"))
                .path("tokens")
                .path(0)
                .asString();
        return post("/detokenize", "{\"tokens\": [" + (id + ",").repeat(TOKENS - 1) + id + "]}");
    }

    @Test
    void aReplyThatIsNotTakenEndsItsConnection() throws Exception {
        try (var deaf = detokenize()) {
            awaitGone();
            assertThat(deaf.isClosed()).isFalse();
        }
    }

    /** It takes longer than one may wait, but something is always taken. */
    @Test
    void aReplyThatIsTakenSlowlyComesWhole() throws Exception {
        try (var slow = detokenize()) {
            var in = slow.getInputStream();
            var end = "";
            long start = System.nanoTime();
            long bytes = 0;
            for (var piece = in.readNBytes(1 << 16); piece.length > 0; piece = in.readNBytes(1 << 16)) {
                bytes += piece.length;
                end = new String(piece, StandardCharsets.US_ASCII);
                Thread.sleep(30);
            }
            assertThat(System.nanoTime() - start).isGreaterThan(PATIENCE.toNanos());
            assertThat(bytes).isGreaterThan(12L * TOKENS);
            assertThat(end).endsWith("\\u0001\"}");
        }
    }
}
