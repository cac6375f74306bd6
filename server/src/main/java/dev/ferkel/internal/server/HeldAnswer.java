package dev.ferkel.internal.server;

import dev.ferkel.internal.api.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON answer. While it is waited for, empty lines are sent, as DeepSeek does. */
final class HeldAnswer implements HeldReply {
    private final Exchange exchange;
    private boolean begun;

    HeldAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void keepAlive() {
        if (!begun) {
            begun = true;
            exchange.open("application/json", this);
        }
        exchange.write(new byte[] {'\n'});
    }

    void send(JsonNode body) {
        if (begun) {
            exchange.write(Json.bytes(body));
            exchange.end();
        } else {
            exchange.json(200, body);
        }
    }

    @Override
    public void fail(ObjectNode error) {
        send(error);
    }
}
