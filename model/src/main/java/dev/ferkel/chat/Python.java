package dev.ferkel.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's values as templates see them: None is null, int is BigInteger, float is Double, then Boolean, String, List,
 * {@link Tuple}, Map, {@link Callable} and {@link Undefined}; and its rules for printing, truth, order and arithmetic.
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

    static String str(@Nullable Object v) {
        return v instanceof String s ? s : v instanceof Undefined ? "" : repr(v);
    }

    static String repr(@Nullable Object v) {
        return switch (v) {
            case null -> "None";
            case Boolean b -> b ? "True" : "False";
            case Double d -> number(d);
            case String s -> quoted(s);
            case Tuple t -> "(" + items(t) + (t.size() == 1 ? ",)" : ")");
            case List<?> l -> "[" + items(l) + "]";
            case Map<?, ?> m -> {
                var text = new StringBuilder("{");
                m.forEach((k, value) -> text.append(text.length() > 1 ? ", " : "")
                        .append(repr(k))
                        .append(": ")
                        .append(repr(value)));
                yield text.append('}').toString();
            }
            case Undefined u -> "Undefined";
            case Callable c -> "<function>";
            default -> v.toString();
        };
    }

    private static String items(List<?> list) {
        var text = new StringBuilder();
        for (var item : list) {
            text.append(text.isEmpty() ? "" : ", ").append(repr(item));
        }
        return text.toString();
    }

    private static String quoted(String s) {
        char quote = s.contains("'") && !s.contains("\"") ? '"' : '\'';
        var text = new StringBuilder().append(quote);
        s.codePoints().forEach(c -> {
            if (c == quote || c == '\\') {
                text.append('\\').appendCodePoint(c);
            } else if (c == '\n' || c == '\t' || c == '\r') {
                text.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
            } else if (c < 32 || c >= 0x7f && c <= 0xa0 || c == 0xad) {
                text.append("\\x%02x".formatted(c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.append(quote).toString();
    }

    /** Python's shortest repr of a float. */
    static String number(double d) {
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            return Double.isNaN(d) ? "nan" : d > 0 ? "inf" : "-inf";
        }
        if (d == 0) {
            return 1 / d < 0 ? "-0.0" : "0.0";
        }
        var decimal = shortest(Math.abs(d));
        var digits = decimal.unscaledValue().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        var sign = d < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            var mantissa = digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "");
            return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + "%02d".formatted(Math.abs(exponent));
        }
        var plain = decimal.toPlainString();
        return sign + plain + (plain.contains(".") ? "" : ".0");
    }

    /** The fewest digits that read back as {@code d}; Java's own never has fewer than two. */
    private static BigDecimal shortest(double d) {
        var decimal = new BigDecimal(Double.toString(d)).stripTrailingZeros();
        if (decimal.precision() == 2) {
            var single = decimal.round(new MathContext(1));
            return single.doubleValue() == d ? single : decimal;
        }
        return decimal;
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

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Double || b instanceof Double ? real(a) == real(b) : whole(a).equals(whole(b));
        }
        if (a instanceof List<?> x && b instanceof List<?> y && x instanceof Tuple == y instanceof Tuple) {
            if (x.size() != y.size()) {
                return false;
            }
            for (int i = 0; i < x.size(); i++) {
                if (!equal(x.get(i), y.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return a == null ? b == null : a.equals(b);
    }

    static int compare(@Nullable Object a, @Nullable Object b) {
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Double || b instanceof Double
                    ? Double.compare(real(a), real(b))
                    : whole(a).compareTo(whole(b));
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                int c = compare(x.get(i), y.get(i));
                if (c != 0) {
                    return c;
                }
            }
            return Integer.compare(x.size(), y.size());
        }
        fail(a, b);
        throw new TemplateFailure("'<' not supported between instances of '" + type(a) + "' and '" + type(b) + "'");
    }

    private static void fail(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Undefined u) {
            throw u.failure();
        }
        if (b instanceof Undefined u) {
            throw u.failure();
        }
    }

    static @Nullable Object arithmetic(String operator, @Nullable Object a, @Nullable Object b, Budget budget) {
        fail(a, b);
        if (operator.equals("+") && a instanceof String x && b instanceof String y) {
            budget.size((long) x.length() + y.length());
            return x + y;
        }
        if (operator.equals("+") && a instanceof List<?> x && b instanceof List<?> y) {
            budget.size((long) x.size() + y.size());
            var sum = new ArrayList<@Nullable Object>(x);
            sum.addAll(y);
            return sum;
        }
        if (operator.equals("%") && a instanceof String format) {
            return Formatting.percent(format, b, budget);
        }
        if (operator.equals("*") && (a instanceof String || a instanceof List<?>) && b instanceof BigInteger n) {
            return repeat(a, Math.max(0, index(n)), budget);
        }
        if (operator.equals("*") && (b instanceof String || b instanceof List<?>) && a instanceof BigInteger n) {
            return repeat(b, Math.max(0, index(n)), budget);
        }
        if (!isNumber(a) || !isNumber(b)) {
            throw new TemplateFailure(
                    operator.equals("+") && a instanceof String
                            ? "can only concatenate str (not \"" + type(b) + "\") to str"
                            : "unsupported operand type(s) for " + operator + ": '" + type(a) + "' and '" + type(b)
                                    + "'");
        }
        boolean real = a instanceof Double || b instanceof Double || operator.equals("/");
        return real ? real(operator, real(a), real(b)) : whole(operator, whole(a), whole(b), budget);
    }

    private static Object repeat(Object what, int n, Budget budget) {
        int size = what instanceof String s ? s.length() : ((List<?>) what).size();
        budget.size((long) size * n);
        if (what instanceof String s) {
            return s.repeat(n);
        }
        var list = new ArrayList<@Nullable Object>();
        for (int i = 0; i < n && size > 0; i++) {
            list.addAll((List<?>) what);
        }
        return list;
    }

    private static Double real(String operator, double a, double b) {
        if (b == 0 && "/ // %".contains(operator)) {
            throw new TemplateFailure(operator.equals("/") ? "division by zero" : "float floor division by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            default -> Math.pow(a, b);
        };
    }

    private static Object whole(String operator, BigInteger a, BigInteger b, Budget budget) {
        if (b.signum() == 0 && (operator.equals("//") || operator.equals("%"))) {
            throw new TemplateFailure("integer division or modulo by zero");
        }
        return switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> {
                budget.size((a.bitLength() + b.bitLength()) / 8);
                yield a.multiply(b);
            }
            case "//" -> floorDivide(a, b);
            case "%" -> a.subtract(b.multiply(floorDivide(a, b)));
            default -> {
                if (b.signum() < 0) {
                    yield Math.pow(a.doubleValue(), b.doubleValue());
                }
                if (b.bitLength() > 20 || (long) a.bitLength() * b.intValue() > 1 << 20) {
                    throw new TemplateFailure("a power is too large");
                }
                yield a.pow(b.intValue());
            }
        };
    }

    private static BigInteger floorDivide(BigInteger a, BigInteger b) {
        var parts = a.divideAndRemainder(b);
        return parts[1].signum() != 0 && parts[1].signum() != b.signum() ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** What a loop or filter goes through: a list's items, a map's keys, a text's code points. */
    static List<@Nullable Object> iterate(@Nullable Object v, Budget budget) {
        var items = new ArrayList<@Nullable Object>();
        switch (v) {
            case List<?> list -> items.addAll(list);
            case Map<?, ?> map -> items.addAll(map.keySet());
            case String s -> s.codePoints().forEach(c -> items.add(Character.toString(c)));
            case Undefined u -> {}
            case null -> throw new TemplateFailure("'" + type(v) + "' object is not iterable");
            default -> throw new TemplateFailure("'" + type(v) + "' object is not iterable");
        }
        budget.size(items.size());
        return items;
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        return switch (container) {
            case String s -> {
                if (item instanceof String part) {
                    yield s.contains(part);
                }
                throw new TemplateFailure("'in <string>' requires string as left operand, not " + type(item));
            }
            case List<?> list -> list.stream().anyMatch(v -> equal(v, item));
            case Map<?, ?> map -> map.containsKey(item);
            case Undefined u -> false;
            case null -> throw new TemplateFailure("argument of type '" + type(container) + "' is not iterable");
            default -> throw new TemplateFailure("argument of type '" + type(container) + "' is not iterable");
        };
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
