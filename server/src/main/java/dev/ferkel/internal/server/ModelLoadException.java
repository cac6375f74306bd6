package dev.ferkel.internal.server;

/** A model that the server offers can't be loaded. Why, and where its file is, is for the log alone. */
final class ModelLoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param name the model's own */
    ModelLoadException(String name, Throwable cause) {
        super("the model '%s' can't be loaded; the server's log says why".formatted(name), cause);
    }
}
