package dev.ferkel.internal.server;

import dev.ferkel.error.BusyException;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.api.ApiException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What every request goes through: is it allowed, who handles it, what becomes of what goes wrong, what is noted. */
final class Dispatcher {
    private static final int RETRY_SECONDS = 5;

    private final Routes routes;
    private final Gatekeeper gatekeeper;
    private final ServerOptions.Limits limits;
    private final ServerMetrics metrics;
    private final Spans spans = new Spans();
    private final Consumer<String> log;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();

    Dispatcher(ServerOptions options, Routes routes, ServerMetrics metrics, Consumer<String> log) {
        this.routes = routes;
        this.gatekeeper = new Gatekeeper(options.access(), options.network().host());
        this.limits = options.limits();
        this.metrics = metrics;
        this.log = log;
    }

    /** Requests being answered. */
    int running() {
        return running.get();
    }

    /** From now on requests for answers are refused. */
    void stop() {
        stopping.set(true);
    }

    boolean isStopping() {
        return stopping.get();
    }

    void dispatch(Exchange exchange) {
        running.incrementAndGet();
        var span = spans.start(exchange);
        var path = "other";
        var outcome = "";
        try (var scope = span.enter()) {
            gatekeeper.checkHost(exchange.header("Host"));
            var origin = gatekeeper.checkOrigin(exchange.header("Origin"), exchange.header("Host"));
            origin.ifPresent(o -> allow(exchange, o));
            if (exchange.method().equals("OPTIONS") && origin.isPresent()) {
                preflight(exchange);
                return;
            }
            var route = routes.find(exchange);
            path = route.path();
            if (!route.open()) {
                gatekeeper
                        .checkKey(exchange.header("Authorization"), exchange.header("x-api-key"))
                        .ifPresent(exchange::client);
                if (stopping.get()) {
                    throw ApiException.later(503, "server_shutdown", RETRY_SECONDS, "the server is stopping");
                }
            }
            route.handler().handle(exchange);
        } catch (ClientGoneException e) {
            outcome = " gone";
        } catch (ApiException e) {
            outcome = " " + e.code() + (e.status() == 500 ? ": " + e.text() : "");
            fail(exchange, e);
        } catch (ModelLoadException e) {
            outcome = " failed: " + e.getCause();
            fail(exchange, ApiException.of(500, "server_error", "model_not_loaded", String.valueOf(e.getMessage())));
        } catch (BusyException e) {
            outcome = " busy";
            fail(exchange, ApiException.later(503, "server_overloaded", RETRY_SECONDS, String.valueOf(e.getMessage())));
        } catch (FerkelException e) {
            outcome = " invalid";
            fail(exchange, ApiException.invalid("%s", String.valueOf(e.getMessage())));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            outcome = " failed: " + e;
            fail(
                    exchange,
                    ApiException.of(500, "server_error", "internal_error", "the server failed; its log says more"));
        } finally {
            running.decrementAndGet();
            metrics.request(path, exchange.status(), exchange.nanos());
            span.end(exchange, path);
            note(exchange, outcome);
        }
    }

    private void fail(Exchange exchange, ApiException e) {
        try {
            if (!exchange.isOpened()) {
                exchange.skipBody(limits.bodyBytes(), limits.bodyTime());
            }
            exchange.error(e);
        } catch (ClientGoneException gone) {
            // nobody is there to be told
        }
    }

    private static void allow(Exchange exchange, String origin) {
        exchange.header("Access-Control-Allow-Origin", origin);
        exchange.header("Vary", "Origin");
        exchange.header("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
    }

    /** The origin is allowed: which headers its page sends, such as clients' {@code x-stainless-*}, is up to it. */
    private static void preflight(Exchange exchange) {
        exchange.header("Vary", "Origin, Access-Control-Request-Headers");
        exchange.header("Access-Control-Allow-Methods", "GET, POST, HEAD");
        exchange.header(
                "Access-Control-Allow-Headers",
                exchange.header("Access-Control-Request-Headers")
                        .orElse("Authorization, Content-Type, X-Api-Key, Anthropic-Version"));
        exchange.header("Access-Control-Max-Age", "600");
        exchange.bytes(204, "text/plain", new byte[0]);
    }

    private void note(Exchange exchange, String outcome) {
        log.accept("%s %s %s %d %.0fms%s%s%s"
                .formatted(
                        exchange.id(),
                        exchange.method(),
                        exchange.path(),
                        exchange.status(),
                        exchange.nanos() / 1e6,
                        exchange.keyName().isEmpty() ? "" : " key=" + exchange.keyName(),
                        exchange.note().isEmpty() ? "" : " " + exchange.note(),
                        outcome));
    }
}
