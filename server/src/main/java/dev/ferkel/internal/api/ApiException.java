package dev.ferkel.internal.api;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Optional;
import java.util.OptionalInt;

/** A request that is not answered: the status and the fields of DeepSeek's error body. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final String code;
    private final transient Optional<String> param;
    private final int retryAfterSeconds;

    private ApiException(
            int status, String type, String code, Optional<String> param, int retryAfterSeconds, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The body is no JSON object, or what it asks for can't be done (400). */
    @FormatMethod
    public static ApiException invalid(@FormatString String format, Object... arguments) {
        return new ApiException(
                400,
                "invalid_request_error",
                "invalid_request_error",
                Optional.empty(),
                0,
                String.format(format, arguments));
    }

    /** A parameter has a value that it can't have (400). */
    @FormatMethod
    public static ApiException badValue(String param, @FormatString String format, Object... arguments) {
        return new ApiException(
                400,
                "invalid_request_error",
                "invalid_request_error",
                Optional.of(param),
                0,
                String.format(format, arguments));
    }

    /** A parameter is missing or of another type (422, as DeepSeek answers what it can't deserialise). */
    @FormatMethod
    public static ApiException badType(String param, @FormatString String format, Object... arguments) {
        return new ApiException(
                422,
                "invalid_request_error",
                "invalid_request_error",
                Optional.of(param),
                0,
                String.format(format, arguments));
    }

    /** Anything else that needs no more than a status. */
    public static ApiException of(int status, String type, String code, String message) {
        return new ApiException(status, type, code, Optional.empty(), 0, message);
    }

    /** The same request may be taken later (429 or 503). */
    public static ApiException later(int status, String code, int retryAfterSeconds, String message) {
        return new ApiException(status, code, code, Optional.empty(), retryAfterSeconds, message);
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public String code() {
        return code;
    }

    /** The parameter that is wrong. */
    public Optional<String> param() {
        return param;
    }

    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
