package dev.ferkel.internal.server;

import dev.ferkel.internal.api.ReplyWriter.Chunk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events (WHATWG HTML, 9.2), each flushed at once. */
final class EventStream implements AutoCloseable {
    private final OutputStream out;

    EventStream(OutputStream out) {
        this.out = out;
    }

    void send(Chunk chunk) {
        var event = chunk.event().isEmpty() ? "" : "event: " + chunk.event() + "\n";
        write(event + "data: " + chunk.data() + "\n\n");
    }

    void data(String text) {
        write("data: " + text + "\n\n");
    }

    /** What clients skip; it keeps the connection open, and shows whether somebody is there. */
    void comment(String text) {
        write(": " + text + "\n\n");
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException | RuntimeException e) {
            throw new ClientGoneException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException | RuntimeException e) {
            throw new ClientGoneException(e);
        }
    }
}
