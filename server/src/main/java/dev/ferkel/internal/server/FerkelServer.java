package dev.ferkel.internal.server;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.api.ApiException;
import dev.ferkel.internal.api.Json;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Serves models over HTTP: a virtual thread a connection here, an engine's one thread inside. */
public final class FerkelServer implements AutoCloseable {
    private static final int MAX_HEADERS = 32 << 10;
    private static final Duration IDLE = Duration.ofMinutes(5);

    /** In which answers that were cut short are told so. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** Held on to, as the level would be forgotten with the logger; its greetings are none of the server's users' business. */
    private static final Logger LIBRARY = Logger.getLogger("io.helidon");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private final ServerOptions options;
    private final ModelRegistry models;
    private final WebServer server;
    private final Dispatcher dispatcher;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("ferkel-clock").factory());

    private FerkelServer(ServerOptions options, ModelRegistry models, Consumer<String> log) {
        this.options = options;
        this.models = models;
        // a time limit for each token's write: not to be kept until it would have run out
        clock.setRemoveOnCancelPolicy(true);
        var metrics = new ServerMetrics(models);
        var history = new StatusHistory();
        var routes = new Routes();
        this.dispatcher = new Dispatcher(options, routes, metrics, log);
        addRoutes(routes, metrics, history);
        // it ends with the clock, and tells its failures itself
        var unused = clock.scheduleAtFixedRate(() -> second(history, log), 0, 1, TimeUnit.SECONDS);
        this.server = web();
    }

    /**
     * Starts one.
     *
     * @param log takes a line a request
     * @throws FerkelException if the address can't be had
     */
    public static FerkelServer start(ServerOptions options, ModelRegistry models, Consumer<String> log) {
        probe(options.network());
        var server = new FerkelServer(options, models, log);
        try {
            server.server.start();
        } catch (RuntimeException e) {
            server.clock.shutdownNow();
            throw cantListen(options.network(), e);
        }
        if (!server.server.isRunning()) {
            // the library says why in its log alone
            server.clock.shutdownNow();
            throw cantListen(options.network(), new IOException("the listener did not start"));
        }
        return server;
    }

    /** A start that fails throws nothing: whether the port can be had is tried before. */
    private static void probe(ServerOptions.Network network) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address(network.host()), network.port()));
        } catch (IOException e) {
            throw cantListen(network, e);
        }
    }

    private static FerkelException cantListen(ServerOptions.Network network, Exception e) {
        return new FerkelException(
                "can't listen on %s port %d: %s".formatted(network.host(), network.port(), e.getMessage()), e);
    }

    private void addRoutes(Routes routes, ServerMetrics metrics, StatusHistory history) {
        var limiter = new RateLimiter(
                options.limits().requestsPerMinute(), options.limits().tokensPerMinute(), System::nanoTime);
        var sender = new ReplySender(options.manners().keepAlive(), metrics, history);
        var answers = new AnswerHandlers(options, models, limiter, sender);
        var tokens = new TokenHandlers(options, models);
        var info = new InfoHandlers(
                models,
                metrics,
                history,
                () -> !dispatcher.isStopping(),
                Instant.now().getEpochSecond());
        routes.add("POST", "/chat/completions", answers::chat)
                .add("POST", "/completions", answers::completions)
                .add("POST", "/messages", answers::messages)
                .add("POST", "/anthropic/v1/messages", answers::messages)
                .add("POST", "/messages/count_tokens", answers::countTokens)
                .add("POST", "/anthropic/v1/messages/count_tokens", answers::countTokens)
                .add("POST", "/apply-template", answers::applyTemplate)
                .add("POST", "/tokenize", tokens::tokenize)
                .add("POST", "/detokenize", tokens::detokenize)
                .add("POST", "/embeddings", info::noEmbeddings)
                .add("GET", "/models", info::models)
                .add("GET", "/models/*", info::model)
                .add("GET", "/user/balance", info::balance)
                .add("GET", "/metrics", info::metrics)
                .add("GET", "/status/data", info::status)
                .open("GET", "/health", info::health)
                .open("GET", "/ready", info::ready)
                .open("GET", "/openapi.json", StaticFiles.file("openapi.json"))
                .open("GET", "/docs", StaticFiles.file("docs.html"))
                .open("GET", "/", StaticFiles.file("index.html"))
                .open("GET", "/status", StaticFiles.file("status.html"))
                .open("GET", "/assets/*", StaticFiles.below("assets"));
    }

    private void second(StatusHistory history, Consumer<String> log) {
        try {
            models.unloadIdle();
            history.sample(Instant.now().getEpochSecond(), models.loaded());
        } catch (RuntimeException e) {
            log.accept("the clock failed: " + e);
        }
    }

    private WebServer web() {
        var network = options.network();
        var ids = new AtomicLong();
        var writes = new WriteLimit(clock, options.limits().bodyTime());
        var run = Long.toString(System.currentTimeMillis(), 36);
        var builder = WebServer.builder()
                .address(address(network.host()))
                .port(network.port())
                .maxTcpConnections(network.connections())
                .shutdownGracePeriod(Duration.ofSeconds(1))
                .shutdownHook(false)
                .idleConnectionTimeout(IDLE)
                .connectionOptions(o -> o.tcpNoDelay(true))
                // a chunk is held in memory as a whole before a handler sees it
                .maxPayloadSize(options.limits().bodyBytes())
                .directHandlers(directHandlers())
                .addProtocol(Http1Config.builder().maxHeadersSize(MAX_HEADERS).build())
                .routing(r -> r.any((request, response) ->
                        serve(new Exchange(request, response, run + "-" + ids.incrementAndGet(), writes))));
        network.certificate().ifPresent(c -> builder.tls(tls(c)));
        return builder.build();
    }

    private void serve(Exchange exchange) {
        dispatcher.dispatch(exchange);
        if (exchange.closes()) {
            // the library would leave it open (Helidon 4.5.0, its issue 12324)
            throw new CloseConnectionException("the connection is of no more use");
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new FerkelException("--host %s: there is no such address".formatted(host), e);
        }
    }

    private static Tls tls(ServerOptions.Certificate certificate) {
        try {
            var keys = Keys.builder()
                    .pem(p -> p.key(Resource.create(certificate.key())).certChain(Resource.create(certificate.chain())))
                    .build();
            return Tls.builder().privateKey(keys).privateKeyCertChain(keys).build();
        } catch (RuntimeException e) {
            throw new FerkelException(
                    "%s and %s: no certificate chain and key in PEM: %s"
                            .formatted(certificate.chain(), certificate.key(), e.getMessage()),
                    e);
        }
    }

    /** What is no HTTP, or too much of it, is answered in the API's shape, too. */
    private static DirectHandlers directHandlers() {
        var builder = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            builder.addHandler(type, FerkelServer::refused);
        }
        return builder.build();
    }

    private static DirectHandler.TransportResponse refused(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        var error = ApiException.of(
                status.code(),
                "invalid_request_error",
                status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code() ? "request_too_large" : "bad_request",
                Optional.ofNullable(message).orElse(status.reasonPhrase()));
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .entity(Json.bytes(Json.error(error)))
                .build();
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Takes no more requests, lets those under way end for as long as the options say, then stops. */
    @Override
    public void close() {
        dispatcher.stop();
        awaitAnswers(options.manners().drain());
        // what still runs ends with insufficient_system_resource
        models.close();
        awaitAnswers(GOODBYE);
        server.stop();
        clock.shutdownNow();
    }

    private void awaitAnswers(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        try {
            while (dispatcher.running() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
