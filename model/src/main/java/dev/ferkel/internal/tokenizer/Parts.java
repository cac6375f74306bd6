package dev.ferkel.internal.tokenizer;

import dev.ferkel.error.FerkelException;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** Reads what the parts of a {@code tokenizer.json} have in common; a value of another type is refused, not ignored. */
final class Parts {
    private static final int MAX_LENGTH = 1 << 16;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_STEPS = 64;

    private Parts() {}

    /** Bounds how deep and how long sequences of steps are. */
    static void check(String file, int depth, int steps) {
        if (depth > MAX_DEPTH || steps > MAX_STEPS) {
            throw FerkelException.of(
                    "%s: a Sequence is nested more than %d times or has more than %d steps",
                    file, MAX_DEPTH, MAX_STEPS);
        }
    }

    /** Whether there is such a part. */
    static boolean present(String file, String key, JsonNode part) {
        if (!part.isObject() && !part.isNull() && !part.isMissingNode()) {
            throw FerkelException.of("%s: '%s' is %s, expected an object", file, key, part);
        }
        return part.isObject();
    }

    static boolean flag(String file, JsonNode part, String key, boolean otherwise) {
        var value = part.path(key);
        if (!value.isBoolean() && !value.isNull() && !value.isMissingNode()) {
            throw FerkelException.of("%s: '%s' is %s, expected true or false", file, key, value);
        }
        return value.asBoolean(otherwise);
    }

    /** A text; empty where it is null or missing. */
    static String text(String file, JsonNode part, String key) {
        var value = part.path(key);
        if (!value.isString() && !value.isNull() && !value.isMissingNode()) {
            throw FerkelException.of("%s: '%s' is %s, expected a text", file, key, value);
        }
        return value.asString("");
    }

    /** A list's items. */
    static JsonNode list(String file, JsonNode part, String key) {
        if (!part.path(key).isArray()) {
            throw FerkelException.of("%s: '%s' is %s, expected a list", file, key, part.path(key));
        }
        return part.path(key);
    }

    static Finder finder(String file, JsonNode pattern) {
        int length = pattern.path("String")
                .asString(pattern.path("Regex").asString(""))
                .length();
        if (length > MAX_LENGTH) {
            throw FerkelException.of("%s: a pattern of %d characters, expected at most %d", file, length, MAX_LENGTH);
        }
        if (pattern.path("String").isString()) {
            return Finders.literal(pattern.path("String").asString());
        }
        if (!pattern.path("Regex").isString()) {
            throw FerkelException.of("%s: 'pattern' is %s, expected a String or a Regex", file, pattern);
        }
        var regex = pattern.path("Regex").asString();
        try {
            return Finders.regex(regex);
        } catch (PatternSyntaxException e) {
            throw new FerkelException(file + ": pattern '" + regex + "' is not understood: " + e.getDescription(), e);
        } catch (StackOverflowError e) {
            throw new FerkelException(file + ": a pattern is nested too deeply", e);
        }
    }
}
