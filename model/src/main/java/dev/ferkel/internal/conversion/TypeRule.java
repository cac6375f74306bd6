package dev.ferkel.internal.conversion;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.format.Quantizer;
import dev.ferkel.internal.tensor.DType;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A type for the tensors whose names have a match, such as {@code ffn_down=Q6_K}.
 *
 * @param pattern regular expression, found anywhere in a GGUF name
 */
public record TypeRule(Pattern pattern, DType type) {
    /** Reads one. */
    public static TypeRule of(String text) {
        int equals = text.lastIndexOf('=');
        if (equals < 1) {
            throw FerkelException.of("'%s' is no rule, expected PATTERN=TYPE such as ffn_down=Q6_K", text);
        }
        var name = text.substring(equals + 1).toUpperCase(Locale.ROOT);
        var type = Quantizer.TYPES.stream().filter(t -> t.name().equals(name)).findFirst();
        try {
            return new TypeRule(
                    Pattern.compile(text.substring(0, equals)),
                    type.orElseThrow(() -> FerkelException.of(
                            "'%s' gives the type '%s', expected one of %s", text, name, Quantizer.TYPES)));
        } catch (PatternSyntaxException e) {
            throw new FerkelException("'" + text + "' has no regular expression: " + e.getDescription(), e);
        }
    }
}
