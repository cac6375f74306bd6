package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.assistant.Assistant;
import dev.ferkel.internal.engine.Engine;
import dev.ferkel.internal.engine.EngineOptions;
import dev.ferkel.internal.engine.LoadedModel;
import dev.ferkel.internal.model.WeightForm;
import dev.ferkel.internal.server.ServerOptions.Limits;
import dev.ferkel.internal.server.ServerOptions.Manners;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.testing.TinyChat;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go away, wait or are too many; the engine's steps are made by the test. */
@Timeout(60)
class FaultsTest {
    private static final Pattern LENGTH = Pattern.compile("(?s)\r\nContent-Length: (\\d+)\r\n.*?\r\n\r\n");

    @TempDir
    Path folder;

    private TinyChat chat;
    private Engine engine;
    private ModelRegistry models;
    private FerkelServer server;

    @BeforeEach
    void start() {
        chat = TinyChat.plain(folder);
        start(Duration.ofMinutes(1), Duration.ofSeconds(20));
    }

    private void start(Duration answerTime, Duration drain) {
        var local = ServerOptions.local(0);
        var options = new ServerOptions(
                local.network(),
                local.access(),
                new Limits(100_000, Duration.ofSeconds(1), Optional.of(answerTime), 0, 0, 4),
                new Manners(Duration.ofMillis(50), drain, local.manners().pastReasoning(), false, false));
        models = new ModelRegistry(Map.of("plain", this::load), Duration.ofMinutes(1));
        models.preload();
        server = FerkelServer.start(options, models, line -> {});
    }

    private ServedModel load() {
        var model = LoadedModel.open(folder, (done, total) -> {}, WeightForm.EXACT);
        var options = EngineOptions.builder()
                .cacheType(DType.F32)
                .maxRunning(2)
                .maxQueued(2)
                .build();
        engine = new Engine(model.model(), Optional.of(model.tokenizer()), options);
        return new ServedModel("plain", model, engine, new Assistant(model, engine));
    }

    @AfterEach
    void stop() {
        models.close();
        server.close();
    }

    private Socket ask(boolean stream) throws IOException {
        var body =
                "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"temperature\": 0, \"max_tokens\": %d, \"stream\": %s}"
                        .formatted(chat.question(), TinyChat.ANSWER_TOKENS, stream);
        var socket = new Socket("127.0.0.1", server.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5000);
        socket.getOutputStream()
                .write(("POST /chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /** A whole answer: to its last chunk or its length, as Helidon 4.5.0 leaves connections open (its issue 12324). */
    private static String all(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = socket.getInputStream().read();
                b >= 0;
                b = socket.getInputStream().read()) {
            bytes.write(b);
            var text = bytes.toString(StandardCharsets.ISO_8859_1);
            var length = LENGTH.matcher(text);
            if (text.endsWith("\r\n0\r\n\r\n")
                    || (length.find() && text.length() == length.end() + Integer.parseInt(length.group(1)))) {
                break;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    private boolean submitted(int answers) {
        return engine.stats().requests() >= answers;
    }

    private void stepToTheEnd() {
        while (engine.step()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aReaderThatGoesAwayFreesItsSlot() throws Exception {
        try (var socket = ask(true)) {
            await(() -> submitted(1));
            engine.step();
            engine.step();
            reader(socket).readLine();
        }
        // nothing is generated meanwhile: the comments find out
        await(() -> {
            engine.step();
            return engine.stats().running() == 0;
        });
        assertThat(engine.stats().generatedTokens()).isLessThanOrEqualTo(TinyChat.ANSWER_TOKENS);
        assertThat(engine.stats().usedPages()).isEqualTo(engine.stats().prefixPages());
    }

    @Test
    void oneThatWaitsForAWholeAnswerAndGoesAwayIsForgotten() throws Exception {
        ask(false).close();
        await(() -> submitted(1));
        await(() -> {
            // its cancellation is noticed by a step, which has nothing else to do
            Thread.onSpinWait();
            return engine.stats().requests() == 1 && cancelledByNow();
        });
        assertThat(engine.stats().generatedTokens()).isZero();
    }

    private boolean cancelledByNow() {
        try {
            Thread.sleep(400);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        engine.step();
        return engine.stats().finished() == 1;
    }

    @Test
    void thoseWhoWaitHearThatTheyAreNotForgotten() throws Exception {
        try (var stream = ask(true);
                var whole = ask(false)) {
            await(() -> submitted(2));
            var lines = reader(stream);
            await(() -> line(lines).equals(": keep-alive"));
            Thread.sleep(200);
            stepToTheEnd();
            await(() -> line(lines).equals("data: [DONE]"));
            var text = all(whole);
            assertThat(text).startsWith("HTTP/1.1 200").contains("\n\n", chat.content());
        }
    }

    private static String line(BufferedReader reader) {
        try {
            return String.valueOf(reader.readLine());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void tooManyAreTurnedAwayAtOnce() throws Exception {
        try (var first = ask(false);
                var second = ask(false)) {
            await(() -> submitted(2));
            try (var third = ask(false)) {
                var text = all(third);
                assertThat(text).startsWith("HTTP/1.1 503").containsIgnoringCase("Retry-After: ");
            }
            stepToTheEnd();
            for (var served : new Socket[] {first, second}) {
                assertThat(all(served)).contains(chat.content());
            }
        }
    }

    @Test
    void anAnswerUnderWayIsFinishedWhenTheServerStops() throws Exception {
        try (var socket = ask(true)) {
            await(() -> submitted(1));
            engine.step();
            var closed = CompletableFuture.runAsync(server::close);
            await(() -> refused());
            assertThat(closed).isNotDone();
            stepToTheEnd();
            closed.get();
            assertThat(reader(socket).lines()).contains("data: [DONE]");
        }
    }

    private boolean refused() {
        try (var socket = ask(false)) {
            socket.setSoTimeout(200);
            return reader(socket).readLine().startsWith("HTTP/1.1 503");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void anAnswerThatTakesTooLongSaysSo() throws Exception {
        stop();
        start(Duration.ofMillis(100), Duration.ZERO);
        try (var socket = ask(false)) {
            await(() -> submitted(1));
            engine.step();
            Thread.sleep(150);
            engine.step();
            assertThat(all(socket)).contains("insufficient_system_resource");
        }
    }

    /** A byte now and then keeps a connection's own time limit from running out. */
    @Test
    void aBodyThatTrickles() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            var out = socket.getOutputStream();
            out.write("POST /chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            var status = CompletableFuture.supplyAsync(() -> {
                try {
                    return reader(socket).readLine();
                } catch (IOException e) {
                    return "";
                }
            });
            while (!status.isDone()) {
                try {
                    out.write(' ');
                    out.flush();
                } catch (IOException e) {
                    break;
                }
                Thread.sleep(100);
            }
            assertThat(status.get()).startsWith("HTTP/1.1 408");
        }
    }

    /** Three pages for six answers of two: they take turns, and each is what it is alone. */
    @Test
    void noCacheMemoryLeft() throws Exception {
        var options = EngineOptions.builder()
                .cacheType(DType.F32)
                .context(128)
                .cacheBytes(3 * bytesOfAPage())
                .prefixCache(false)
                .build();
        try (var small = TestServer.of(ServerOptions.local(0), Map.of("plain", folder), options)) {
            var body = "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"seed\": 3, \"max_tokens\": 24}"
                    .formatted(chat.question().repeat(7));
            var alone = small.postJson("/chat/completions", body).path("choices");
            var together = IntStream.range(0, 6)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> small.postJson("/chat/completions", body).path("choices")))
                    .toList();
            for (var one : together) {
                assertThat(one.get()).isEqualTo(alone);
            }
        }
    }

    private long bytesOfAPage() {
        return engine.cacheBytes() / engine.stats().pages();
    }
}
