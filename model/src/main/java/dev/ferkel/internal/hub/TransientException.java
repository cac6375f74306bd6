package dev.ferkel.internal.hub;

import java.io.IOException;
import java.time.Duration;

/** A failure that may not come again: a lost connection, a server that has too much to do. */
final class TransientException extends IOException {
    private static final long serialVersionUID = 1;

    private final Duration wait;
    private final boolean unreachable;

    private TransientException(String message, Duration wait, boolean unreachable) {
        super(message);
        this.wait = wait;
        this.unreachable = unreachable;
    }

    static TransientException of(String message) {
        return new TransientException(message, Duration.ZERO, false);
    }

    /** The server asks to be left alone for a while. */
    static TransientException busy(String message, Duration wait) {
        return new TransientException(message, wait, false);
    }

    /** There is not even a connection. */
    static TransientException unreachable(String message) {
        return new TransientException(message, Duration.ZERO, true);
    }

    /** What happened. */
    String told() {
        return String.valueOf(getMessage());
    }

    Duration retryAfter() {
        return wait;
    }

    boolean isUnreachable() {
        return unreachable;
    }
}
