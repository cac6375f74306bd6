package dev.ferkel.internal.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's values as templates see them: None is null, int is BigInteger, float is Double, then Boolean, String, List,
 * {@link Tuple}, Map, {@link Namespace}, {@link Callable} and {@link Undefined}.
 */
final class Python {
    private Python() {}

    static BigInteger integer(long value) {
        return BigInteger.valueOf(value);
    }

    /** A caller's value in these terms. */
    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Integer i -> integer(i);
            case Long l -> integer(l);
            case Float f -> f.doubleValue();
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(v -> copy.add(of(v)));
                yield copy;
            }
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((k, v) -> copy.put(of(k), of(v)));
                yield copy;
            }
            default -> value;
        };
    }

    static boolean truth(@Nullable Object v) {
        return switch (v) {
            case null -> false;
            case Boolean b -> b;
            case BigInteger i -> i.signum() != 0;
            case Double d -> d != 0;
            case String s -> !s.isEmpty();
            case List<?> l -> !l.isEmpty();
            case Map<?, ?> m -> !m.isEmpty();
            case Undefined u -> false;
            default -> true;
        };
    }

    static String type(@Nullable Object v) {
        return switch (v) {
            case null -> "NoneType";
            case Boolean b -> "bool";
            case BigInteger i -> "int";
            case Double d -> "float";
            case String s -> "str";
            case Tuple t -> "tuple";
            case List<?> l -> "list";
            case Map<?, ?> m -> "dict";
            default -> "object";
        };
    }

    static boolean isNumber(@Nullable Object v) {
        return v instanceof BigInteger || v instanceof Double || v instanceof Boolean;
    }

    static double real(@Nullable Object v) {
        return switch (v) {
            case BigInteger i -> i.doubleValue();
            case Double d -> d;
            case Boolean b -> b ? 1 : 0;
            case null -> throw new TemplateFailure("a number is needed, not '" + type(v) + "'");
            default -> throw new TemplateFailure("a number is needed, not '" + type(v) + "'");
        };
    }

    static BigInteger whole(@Nullable Object v) {
        return switch (v) {
            case BigInteger i -> i;
            case Boolean b -> b ? BigInteger.ONE : BigInteger.ZERO;
            case Undefined u -> throw u.failure();
            case null -> throw new TemplateFailure("an integer is needed, not '" + type(v) + "'");
            default -> throw new TemplateFailure("an integer is needed, not '" + type(v) + "'");
        };
    }

    static int index(@Nullable Object v) {
        var i = whole(v);
        return i.bitLength() < 31 ? i.intValue() : i.signum() < 0 ? Integer.MIN_VALUE / 2 : Integer.MAX_VALUE / 2;
    }

    /** What a loop or filter goes through: a list's items, a map's keys, a text's code points. */
    static List<@Nullable Object> iterate(@Nullable Object v, Budget budget) {
        var items = new ArrayList<@Nullable Object>();
        switch (v) {
            case List<?> list -> {
                budget.items(list.size());
                items.addAll(list);
            }
            case Map<?, ?> map -> {
                budget.items(map.size());
                items.addAll(map.keySet());
            }
            case String s -> {
                budget.items(4L * s.length());
                s.codePoints().forEach(c -> items.add(Character.toString(c)));
            }
            case Undefined u -> {}
            case null -> throw new TemplateFailure("'" + type(v) + "' object is not iterable");
            default -> throw new TemplateFailure("'" + type(v) + "' object is not iterable");
        }
        return items;
    }

    static int length(@Nullable Object v) {
        return switch (v) {
            case String s -> s.codePointCount(0, s.length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Undefined u -> 0;
            case null -> throw new TemplateFailure("object of type '" + type(v) + "' has no len()");
            default -> throw new TemplateFailure("object of type '" + type(v) + "' has no len()");
        };
    }
}
