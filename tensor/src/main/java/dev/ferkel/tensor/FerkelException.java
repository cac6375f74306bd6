package dev.ferkel.tensor;

import com.google.errorprone.annotations.FormatMethod;

/**
 * A mistake of the user or of their files: the message is one line that names the place, what was found and what was
 * expected. The terminal prints it without a stack trace and exits with 2; the server answers in the API's own shape.
 */
public final class FerkelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FerkelException(String message) {
        super(message);
    }

    public FerkelException(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@code throw FerkelException.of("%s: tensor '%s' has shape %s, expected %s", file, name, found, expected)}. */
    @FormatMethod
    public static FerkelException of(String format, Object... arguments) {
        return new FerkelException(String.format(format, arguments));
    }
}
