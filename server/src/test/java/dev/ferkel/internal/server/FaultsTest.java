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
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go away, wait or are too many; the engine's steps are made by the test. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsTest {
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
        start(answerTime, drain, 0);
    }

    private void start(Duration answerTime, Duration drain, long tokensPerMinute) {
        var local = ServerOptions.local(0);
        var options = new ServerOptions(
                local.network(),
                local.access(),
                new Limits(100_000, Duration.ofSeconds(1), Optional.of(answerTime), 0, tokensPerMinute, 4),
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
        return ask("/chat/completions", stream);
    }

    private Socket ask(String path, boolean stream) throws IOException {
        var body =
                "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"temperature\": 0, \"max_tokens\": %d, \"stream\": %s}"
                        .formatted(chat.question(), TinyChat.ANSWER_TOKENS, stream);
        var socket = new Socket("127.0.0.1", server.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5000);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /** A whole answer, to the end of the connection. */
    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
    void aStreamThatFailsSaysSo() throws Exception {
        stop();
        TestServer.damage(folder);
        for (var path : List.of("/chat/completions", "/v1/messages")) {
            start(Duration.ofMinutes(1), Duration.ZERO);
            try (var stream = ask(path, true)) {
                await(() -> submitted(1));
                var lines = reader(stream);
                await(() -> line(lines).equals(": keep-alive"));
                engine.step();
                var text = lines.lines().collect(Collectors.joining("\n"));
                assertThat(text)
                        .contains(
                                path.equals("/v1/messages")
                                        ? "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\""
                                        : "data: {\"error\":{\"message\":\"the model computed");
            }
            stop();
        }
    }

    /** A prompt is paid for when it is taken. */
    @Test
    void whoWaitsHasUsedTokens() throws Exception {
        stop();
        start(Duration.ofMinutes(1), Duration.ZERO, TinyChat.PROMPT_TOKENS - 3);
        try (var first = ask(false)) {
            await(() -> submitted(1));
            // an empty line, as it waits
            assertThat(line(reader(first))).startsWith("HTTP/1.1 200");
            try (var second = ask(false)) {
                assertThat(all(second)).startsWith("HTTP/1.1 429").contains("tokens a minute");
            }
        }
    }

    /** What was generated counts, whoever still listens. */
    @Test
    void whoGoesAwayHasUsedTokens() throws Exception {
        stop();
        start(Duration.ofMinutes(1), Duration.ZERO, TinyChat.PROMPT_TOKENS + 3);
        try (var stream = ask(true)) {
            await(() -> submitted(1));
            for (int i = 0; i < 12; i++) {
                engine.step();
            }
            var lines = reader(stream);
            for (int i = 0; i < 8; i++) {
                await(() -> line(lines).startsWith("data: "));
            }
        }
        await(this::cancelledByNow);
        assertThat(engine.stats().generatedTokens()).isLessThan(TinyChat.ANSWER_TOKENS);
        try (var next = ask(false)) {
            assertThat(all(next)).startsWith("HTTP/1.1 429").contains("tokens a minute");
        }
    }

    /** Its answer waits for it in the kernel's buffers and here; nobody else waits. */
    @Test
    void aReaderThatNeverReads() throws Exception {
        try (var deaf = ask(true)) {
            await(() -> submitted(1));
            try (var other = ask(true)) {
                await(() -> submitted(2));
                stepToTheEnd();
                var lines = reader(other);
                await(() -> line(lines).equals("data: [DONE]"));
            }
            assertThat(engine.stats().usedPages()).isEqualTo(engine.stats().prefixPages());
            assertThat(deaf.isConnected()).isTrue();
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

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private Socket upload(String begun) throws IOException {
        var socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        write(socket, "POST /chat/completions HTTP/1.1\r\nHost: localhost\r\n" + begun);
        return socket;
    }

    private String metrics() throws Exception {
        var uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** Not even a byte now and then. */
    @Test
    void anUploadThatStalls() throws Exception {
        for (var begun : List.of("Content-Length: 1000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{   ")) {
            try (var socket = upload(begun)) {
                assertThat(all(socket)).startsWith("HTTP/1.1 408").contains("request_timeout");
            }
        }
        assertThat(metrics()).contains("status=\"408\"} 2").doesNotContain("status=\"500\"");
    }

    @Test
    void anUploadThatIsBrokenOff() throws Exception {
        for (var begun : List.of("Content-Length: 1000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{   ")) {
            upload(begun).close();
        }
        await(() -> counted("/chat/completions") == 2);
        assertThat(metrics()).doesNotContain("status=\"500\"", "status=\"408\"");
    }

    private long counted(String path) {
        try {
            return metrics()
                    .lines()
                    .filter(l -> l.startsWith("ferkel_http_requests_total{path=\"" + path + "\""))
                    .mapToLong(l -> Math.round(Double.parseDouble(l.substring(l.lastIndexOf(' ')))))
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A chunk would be held in memory as a whole. */
    @Test
    void aChunkThatIsTooLong() throws Exception {
        try (var socket = upload("Transfer-Encoding: chunked\r\n\r\n7fffff00\r\n" + " ".repeat(1000))) {
            assertThat(all(socket)).startsWith("HTTP/1.1 413").contains("request_too_large");
        }
    }

    /** What is wrong is known before the body has come: it is read over, and the connection used again. */
    @Test
    void anErrorBeforeTheBody() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            var lines = reader(socket);
            for (int i = 0; i < 2; i++) {
                write(socket, "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n");
                Thread.sleep(50);
                write(socket, "{   }");
                assertThat(line(lines)).startsWith("HTTP/1.1 404");
                int length = 0;
                for (var header = line(lines); !header.isEmpty(); header = line(lines)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                        length = Integer.parseInt(header.substring(16));
                    }
                }
                assertThat(length).isPositive();
                for (int n = 0; n < length; n++) {
                    lines.read();
                }
            }
        }
        for (var unsent : List.of("", "Expect: 100-continue\r\n")) {
            try (var socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout(10_000);
                write(socket, "POST /nothing HTTP/1.1\r\nHost: localhost\r\n" + unsent + "Content-Length: 5\r\n\r\n");
                assertThat(all(socket)).startsWith("HTTP/1.1 404").containsIgnoringCase("Connection: close");
            }
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
