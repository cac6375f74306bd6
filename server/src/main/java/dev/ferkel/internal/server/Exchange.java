package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ApiException;
import dev.ferkel.internal.api.Json;
import dev.ferkel.internal.api.MessagesWriter;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One request and its answer. The only class beside {@link FerkelServer} that knows the HTTP library. */
final class Exchange {
    private final ServerRequest request;
    private final ServerResponse response;
    private final String id;
    private final WriteLimit writes;
    private final long startNanos = System.nanoTime();
    private final String path;
    private final String peer;
    private String client = "";
    private String keyName = "";
    private String note = "";
    private boolean opened;
    private boolean bodyAsked;
    private boolean closing;
    private int status;
    private @Nullable HeldReply held;
    private OutputStream out = OutputStream.nullOutputStream();

    Exchange(ServerRequest request, ServerResponse response, String id, WriteLimit writes) {
        this.request = request;
        this.response = response;
        this.id = id;
        this.writes = writes;
        this.path = request.prologue().uriPath().path();
        // a connection that was closed has none
        this.peer = request.remotePeer().host();
        response.header(HeaderNames.create("X-Request-Id"), id);
    }

    String id() {
        return id;
    }

    String method() {
        return request.prologue().method().text();
    }

    /** Decoded, without the query. */
    String path() {
        return path;
    }

    /** Whether the client speaks Anthropic's API. */
    boolean isAnthropic() {
        return path.endsWith("/messages") || path.endsWith("/messages/count_tokens");
    }

    long nanos() {
        return System.nanoTime() - startNanos;
    }

    Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    Optional<String> query(String name) {
        return request.query().first(name).asOptional();
    }

    String peer() {
        return peer;
    }

    /** Who asks: a key's name or an address. */
    String client() {
        return client.isEmpty() ? peer() : client;
    }

    void client(ApiKey key) {
        client = "key:" + key.name();
        keyName = key.name();
    }

    String keyName() {
        return keyName;
    }

    /** What the log says beside the usual. */
    void note(String text) {
        note = text;
    }

    String note() {
        return note;
    }

    int status() {
        return status;
    }

    /** Whether an answer has begun, so that its status is fixed. */
    boolean isOpened() {
        return opened;
    }

    /**
     * Whether the connection is of no more use when this is answered: the client wants it closed, or sends what is not
     * read.
     */
    boolean closes() {
        return closing || header("Connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    /**
     * Reads the body.
     *
     * @throws ApiException if it is too long or takes too long
     */
    byte[] body(long mostBytes, Duration mostTime) {
        var bytes = new ByteArrayOutputStream();
        read(bytes, mostBytes, mostTime);
        return bytes.toByteArray();
    }

    /** Reads over a body that wasn't read: where a connection closes before it came, the answer may not arrive. */
    void skipBody(long mostBytes, Duration mostTime) {
        if (bodyAsked) {
            return;
        }
        if (header("Expect").isPresent()) {
            // the client waits to be told to send it
            closing = true;
            return;
        }
        try {
            read(OutputStream.nullOutputStream(), mostBytes, mostTime);
        } catch (ApiException e) {
            // the rest is not read: the connection closes
        }
    }

    /** The library knows no time limit for reads: another thread reads, so that this one can still answer. */
    private void read(OutputStream to, long mostBytes, Duration mostTime) {
        bodyAsked = true;
        if (!request.content().hasEntity()) {
            return;
        }
        closing = true;
        var reading = new FutureTask<>(() -> copy(to, mostBytes), true);
        Thread.startVirtualThread(reading);
        try {
            reading.get(mostTime.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw ApiException.of(
                    408,
                    "invalid_request_error",
                    "request_timeout",
                    "the body did not come within %d seconds".formatted(mostTime.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGoneException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException ours ? ours : new ClientGoneException(e);
        }
        closing = false;
    }

    private void copy(OutputStream to, long mostBytes) {
        var buffer = new byte[1 << 14];
        long bytes = 0;
        try {
            // not closed where it fails: that would wait for the rest
            var in = request.content().inputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > mostBytes) {
                    throw tooLong(mostBytes);
                }
                to.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new ClientGoneException(e);
        } catch (RequestException e) {
            throw e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()
                    ? tooLong(mostBytes)
                    : ApiException.invalid("the body's chunks are malformed");
        }
    }

    private static ApiException tooLong(long mostBytes) {
        return ApiException.of(
                413,
                "invalid_request_error",
                "request_too_large",
                "the body is longer than the %d bytes allowed".formatted(mostBytes));
    }

    void header(String name, String value) {
        response.header(HeaderNames.create(name), value);
    }

    void json(int code, JsonNode body) {
        bytes(code, "application/json", Json.bytes(body));
    }

    void bytes(int code, String type, byte[] body) {
        opened = true;
        status = code;
        response.status(Status.create(code)).header(HeaderNames.CONTENT_TYPE, type);
        if (method().equals("HEAD")) {
            header("Content-Length", String.valueOf(body.length));
            writes.run(response::send);
        } else if (body.length <= WriteLimit.PIECE) {
            writes.run(() -> response.send(body));
        } else {
            header("Content-Length", String.valueOf(body.length));
            out = response.outputStream();
            write(body);
            end();
        }
    }

    /** What is answered instead, or what ends an answer that has begun. */
    void error(ApiException e) {
        var body = isAnthropic() ? MessagesWriter.anthropicError(e) : Json.error(e);
        if (held != null) {
            held.fail(body);
            return;
        }
        if (opened) {
            return;
        }
        e.retryAfterSeconds().ifPresent(s -> header("Retry-After", String.valueOf(s)));
        if (e.status() == 401) {
            header("WWW-Authenticate", "Bearer");
        }
        if (closing) {
            header("Connection", "close");
        }
        json(e.status(), body);
    }

    /** Begins an answer that comes bit by bit. */
    void open(String type, HeldReply reply) {
        opened = true;
        held = reply;
        status = 200;
        response.status(Status.OK_200).header(HeaderNames.CONTENT_TYPE, type);
        out = response.outputStream();
    }

    /** Sends the next bit of it at once. */
    void write(byte[] bytes) {
        writes.write(out, bytes);
    }

    void end() {
        writes.run(out::close);
    }
}
