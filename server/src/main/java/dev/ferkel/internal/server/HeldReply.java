package dev.ferkel.internal.server;

import tools.jackson.databind.node.ObjectNode;

/**
 * A reply that takes its time: what is sent meanwhile keeps the connection open and shows whether the client is still
 * there. With its first byte the status is fixed to 200.
 */
sealed interface HeldReply permits EventStream, HeldAnswer {
    /** @throws ClientGoneException if nobody listens any more */
    void keepAlive();

    /** Ends it, begun as it is, with an error in the API's shape. */
    void fail(ObjectNode error);
}
