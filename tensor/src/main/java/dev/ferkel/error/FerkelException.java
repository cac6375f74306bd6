package dev.ferkel.error;

import com.google.errorprone.annotations.FormatMethod;

/**
 * A mistake of the user or of their files: the message is one line that names the place, what was found and what was
 * expected. The terminal prints it without a stack trace and exits with 2; the server answers in the API's own shape.
 */
public sealed class FerkelException extends RuntimeException permits BusyException, ConstraintException {
    private static final long serialVersionUID = 1;

    private static final int MAX_LENGTH = 1000;

    public FerkelException(String message) {
        super(oneLine(message));
    }

    public FerkelException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** {@code throw FerkelException.of("%s: tensor '%s' has shape %s, expected %s", file, name, found, expected)}. */
    @FormatMethod
    public static FerkelException of(String format, Object... arguments) {
        return new FerkelException(String.format(format, arguments));
    }

    /**
     * Names and values in a message come from files: line breaks, a terminal's escape codes and marks that turn the
     * direction of writing are spelled out, and what is very long is cut.
     */
    private static String oneLine(String message) {
        int length = Math.min(message.length(), MAX_LENGTH);
        var line = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = message.charAt(i);
            if (c == '\n' || c == '\r' || c == '\t') {
                line.append('\\').append(c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
            } else if (Character.isISOControl(c) || c >= 0x2028 && c <= 0x202e || c >= 0x2066 && c <= 0x2069) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        return line.append(length < message.length() ? "..." : "").toString();
    }
}
