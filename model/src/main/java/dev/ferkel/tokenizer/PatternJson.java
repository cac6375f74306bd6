package dev.ferkel.tokenizer;

import dev.ferkel.tensor.FerkelException;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** Reads {@code pattern}, and what else normalizers and pre-tokenizers have in common. */
final class PatternJson {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_STEPS = 64;
    private static final int MAX_LENGTH = 1 << 16;

    private PatternJson() {}

    /** Bounds how deep and how long sequences of steps are. */
    static void check(String file, int depth, int steps) {
        if (depth > MAX_DEPTH || steps > MAX_STEPS) {
            throw FerkelException.of(
                    "%s: a Sequence is nested more than %d times or has more than %d steps",
                    file, MAX_DEPTH, MAX_STEPS);
        }
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
