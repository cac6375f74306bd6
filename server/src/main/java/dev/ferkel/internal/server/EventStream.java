package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ReplyWriter.Chunk;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Server-sent events (WHATWG HTML, 9.2), each flushed at once. */
final class EventStream implements HeldReply {
    private final Exchange exchange;
    private boolean begun;

    EventStream(Exchange exchange) {
        this.exchange = exchange;
    }

    void send(Chunk chunk) {
        var event = chunk.event().isEmpty() ? "" : "event: " + chunk.event() + "\n";
        write(event + "data: " + chunk.data() + "\n\n");
    }

    void data(String text) {
        write("data: " + text + "\n\n");
    }

    /** A comment, which clients skip. */
    @Override
    public void keepAlive() {
        write(": keep-alive\n\n");
    }

    @Override
    public void fail(ObjectNode error) {
        send(new Chunk(exchange.isAnthropic() ? "error" : "", error));
        end();
    }

    void end() {
        exchange.end();
    }

    private void write(String text) {
        if (!begun) {
            begun = true;
            exchange.header("Cache-Control", "no-store");
            exchange.header("X-Accel-Buffering", "no");
            exchange.open("text/event-stream; charset=utf-8", this);
        }
        exchange.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
