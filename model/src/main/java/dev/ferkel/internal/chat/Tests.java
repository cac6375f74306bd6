package dev.ferkel.internal.chat;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand after {@code is}. */
final class Tests {
    private Tests() {}

    static boolean holds(String test, @Nullable Object v, List<@Nullable Object> arguments, Budget budget) {
        budget.read(v);
        return switch (test) {
            case "defined" -> !(v instanceof Undefined);
            case "undefined" -> v instanceof Undefined;
            case "none" -> v == null;
            case "string" -> v instanceof String;
            case "number" -> Python.isNumber(v);
            case "integer" -> v instanceof BigInteger;
            case "float" -> v instanceof Double;
            case "boolean" -> v instanceof Boolean;
            case "true" -> v instanceof Boolean b && b;
            case "false" -> v instanceof Boolean b && !b;
            case "mapping" -> v instanceof Map;
            case "sequence" -> v instanceof String || v instanceof List || v instanceof Map || v instanceof Undefined;
            case "iterable" -> v instanceof String || v instanceof List || v instanceof Map || v instanceof Undefined;
            case "callable" -> v instanceof Callable || v instanceof Undefined;
            case "odd" -> remainder(v, BigInteger.TWO, budget, BigInteger.ONE);
            case "even" -> remainder(v, BigInteger.TWO, budget, BigInteger.ZERO);
            case "divisibleby" -> remainder(v, one(arguments), budget, BigInteger.ZERO);
            case "lower" -> {
                var text = Printing.str(v, budget);
                yield text.equals(text.toLowerCase(Locale.ROOT)) && text.chars().anyMatch(Character::isLetter);
            }
            case "upper" -> {
                var text = Printing.str(v, budget);
                yield text.equals(text.toUpperCase(Locale.ROOT)) && text.chars().anyMatch(Character::isLetter);
            }
            case "in" -> Comparison.contains(one(arguments), v, budget);
            case "sameas" ->
                Comparison.same(v, one(arguments))
                        || v instanceof BigInteger && Comparison.equal(v, one(arguments), budget)
                        || v instanceof Boolean && v.equals(one(arguments))
                        || v instanceof String && v.equals(one(arguments));
            case "escaped" -> false;
            case "eq", "equalto", "==" -> Comparison.equal(v, one(arguments), budget);
            case "ne", "!=" -> !Comparison.equal(v, one(arguments), budget);
            case "lt", "lessthan", "<" -> Comparison.compare(v, one(arguments), budget) < 0;
            case "gt", "greaterthan", ">" -> Comparison.compare(v, one(arguments), budget) > 0;
            case "le", "<=" -> Comparison.compare(v, one(arguments), budget) <= 0;
            case "ge", ">=" -> Comparison.compare(v, one(arguments), budget) >= 0;
            default -> throw new TemplateFailure("No test named '" + test + "'.");
        };
    }

    private static boolean remainder(@Nullable Object v, @Nullable Object by, Budget budget, BigInteger expected) {
        return Comparison.equal(Arithmetic.apply("%", v, by, budget), expected, budget);
    }

    private static @Nullable Object one(List<@Nullable Object> arguments) {
        if (arguments.isEmpty()) {
            throw new TemplateFailure("the test needs an argument");
        }
        return arguments.getFirst();
    }
}
