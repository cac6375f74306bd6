package dev.ferkel.internal.server;

/** Nobody reads the answer any more. */
final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClientGoneException(Throwable cause) {
        super(cause);
    }
}
