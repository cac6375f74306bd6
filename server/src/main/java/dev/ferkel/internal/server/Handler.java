package dev.ferkel.internal.server;

/** Answers requests of one path. */
@FunctionalInterface
interface Handler {
    /** @throws dev.ferkel.internal.api.ApiException if it is not to be answered, and why */
    void handle(Exchange exchange);
}
