package dev.ferkel.internal.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON answer that takes its time: meanwhile empty lines keep the connection open, as DeepSeek sends them, and show
 * whether the client is still there. With the first of them the status is fixed to 200.
 */
final class HeldAnswer {
    private final Exchange exchange;
    private @Nullable OutputStream out;

    HeldAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    void keepAlive() {
        if (out == null) {
            out = exchange.open("application/json");
        }
        write(out, new byte[] {'\n'});
    }

    void send(JsonNode body) {
        if (out == null) {
            exchange.json(200, body);
        } else {
            write(out, body.toString().getBytes(StandardCharsets.UTF_8));
            try {
                out.close();
            } catch (IOException | RuntimeException e) {
                throw new ClientGoneException(e);
            }
        }
    }

    private static void write(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException | RuntimeException e) {
            throw new ClientGoneException(e);
        }
    }
}
