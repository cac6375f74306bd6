package dev.ferkel.chat;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What may stand after {@code is}. */
final class Tests {
    private Tests() {}

    static boolean holds(String test, @Nullable Object v, List<@Nullable Object> arguments, Budget budget) {
        budget.step();
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
            case "odd" -> Python.whole(v).testBit(0);
            case "even" -> !Python.whole(v).testBit(0);
            case "divisibleby" -> {
                var by = Python.whole(one(arguments));
                if (by.signum() == 0) {
                    throw new TemplateFailure("integer division or modulo by zero");
                }
                yield Python.whole(v).mod(by.abs()).signum() == 0;
            }
            case "lower" -> cased(Python.str(v, budget), budget, s -> s.toLowerCase(Locale.ROOT));
            case "upper" -> cased(Python.str(v, budget), budget, s -> s.toUpperCase(Locale.ROOT));
            case "in" -> Python.contains(one(arguments), v, budget);
            case "sameas" ->
                identical(v, one(arguments))
                        || v instanceof BigInteger && Python.equal(v, one(arguments), budget)
                        || v instanceof Boolean && v.equals(one(arguments))
                        || v instanceof String && Python.equal(v, one(arguments), budget);
            case "escaped" -> false;
            case "eq", "equalto", "==" -> Python.equal(v, one(arguments), budget);
            case "ne", "!=" -> !Python.equal(v, one(arguments), budget);
            case "lt", "lessthan", "<" -> Python.compare(v, one(arguments), budget) < 0;
            case "gt", "greaterthan", ">" -> Python.compare(v, one(arguments), budget) > 0;
            case "le", "<=" -> Python.compare(v, one(arguments), budget) <= 0;
            case "ge", ">=" -> Python.compare(v, one(arguments), budget) >= 0;
            default -> throw new TemplateFailure("No test named '" + test + "'.");
        };
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean identical(@Nullable Object a, @Nullable Object b) {
        return a == b;
    }

    private static boolean cased(String s, Budget budget, UnaryOperator<String> change) {
        budget.text(s.length());
        return s.equals(change.apply(s)) && s.chars().anyMatch(Character::isLetter);
    }

    private static @Nullable Object one(List<@Nullable Object> arguments) {
        if (arguments.isEmpty()) {
            throw new TemplateFailure("the test needs an argument");
        }
        return arguments.getFirst();
    }
}
