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
    private static final int MAX_BITS = 1 << 14;

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

    static String str(@Nullable Object v, Budget budget) {
        return v instanceof String s ? s : v instanceof Undefined ? "" : repr(v, budget);
    }

    static String repr(@Nullable Object v, Budget budget) {
        var out = new StringBuilder();
        repr(v, out, budget);
        return out.toString();
    }

    private static void repr(@Nullable Object v, StringBuilder out, Budget budget) {
        budget.text(4);
        switch (v) {
            case null -> out.append("None");
            case Boolean b -> out.append(b ? "True" : "False");
            case Double d -> out.append(number(d));
            case String s -> quoted(s, out, budget);
            case Tuple t -> {
                items(t, "(", out, budget);
                out.append(t.size() == 1 ? ",)" : ")");
            }
            case List<?> l -> {
                items(l, "[", out, budget);
                out.append(']');
            }
            case Map<?, ?> m -> pairs(m, out, budget);
            case Namespace n -> {
                budget.enter();
                pairs(n.values, out.append("<Namespace "), budget);
                out.append('>');
                budget.leave();
            }
            case Undefined u -> out.append("Undefined");
            case Callable c -> out.append("<function>");
            case BigInteger i -> {
                budget.read(i.bitLength());
                out.append(i);
            }
            default -> out.append(v);
        }
    }

    private static void items(List<?> list, String open, StringBuilder out, Budget budget) {
        var between = open;
        for (var item : list) {
            repr(item, out.append(between), budget);
            between = ", ";
        }
        out.append(list.isEmpty() ? open : "");
    }

    private static void pairs(Map<?, ?> map, StringBuilder out, Budget budget) {
        out.append('{');
        boolean first = true;
        for (var entry : map.entrySet()) {
            repr(entry.getKey(), out.append(first ? "" : ", "), budget);
            repr(entry.getValue(), out.append(": "), budget);
            first = false;
        }
        out.append('}');
    }

    private static void quoted(String s, StringBuilder out, Budget budget) {
        char quote = s.contains("'") && !s.contains("\"") ? '"' : '\'';
        budget.text(6L * s.length());
        out.append(quote);
        s.codePoints().forEach(c -> {
            if (c == quote || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (c == '\n' || c == '\t' || c == '\r') {
                out.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
            } else if (c != ' ' && !printable(c)) {
                int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
                out.append('\\').append(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
                for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit(c >> shift & 15, 16));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        out.append(quote);
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
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

    /** A key of a dict; what can change can't be one. */
    static @Nullable Object key(@Nullable Object v, Budget budget) {
        budget.step();
        if (v instanceof Tuple tuple) {
            tuple.forEach(item -> key(item, budget));
        } else if (v instanceof List<?> || v instanceof Map<?, ?>) {
            throw new TemplateFailure("unhashable type: '" + type(v) + "'");
        } else if (v instanceof String s) {
            budget.read(s.length());
        }
        return v;
    }

    static boolean equal(@Nullable Object a, @Nullable Object b, Budget budget) {
        budget.step();
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Double || b instanceof Double ? real(a) == real(b) : whole(a).equals(whole(b));
        }
        if (a instanceof List<?> x && b instanceof List<?> y && x instanceof Tuple == y instanceof Tuple) {
            boolean same = x.size() == y.size();
            for (int i = 0; same && i < x.size(); i++) {
                same = equal(x.get(i), y.get(i), budget);
            }
            return same;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            boolean same = x.size() == y.size();
            var entries = x.entrySet().iterator();
            while (same && entries.hasNext()) {
                var entry = entries.next();
                same = y.containsKey(key(entry.getKey(), budget))
                        && equal(entry.getValue(), y.get(entry.getKey()), budget);
            }
            return same;
        }
        if (a instanceof String x && b instanceof String y) {
            budget.read(Math.min(x.length(), y.length()));
        }
        return a == null ? b == null : a.equals(b);
    }

    static int compare(@Nullable Object a, @Nullable Object b, Budget budget) {
        budget.step();
        if (isNumber(a) && isNumber(b)) {
            return numbers(a, b);
        }
        if (a instanceof String x && b instanceof String y) {
            budget.read(Math.min(x.length(), y.length()));
            return x.compareTo(y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                int c = compare(x.get(i), y.get(i), budget);
                if (c != 0) {
                    return c;
                }
            }
            return Integer.compare(x.size(), y.size());
        }
        fail(a, b);
        throw new TemplateFailure("'<' not supported between instances of '" + type(a) + "' and '" + type(b) + "'");
    }

    /** Exact also between integers and floats, as an order has to be to sort by it. */
    private static int numbers(@Nullable Object a, @Nullable Object b) {
        if (!(a instanceof Double) && !(b instanceof Double)) {
            return whole(a).compareTo(whole(b));
        }
        double x = real(a);
        double y = real(b);
        if (a instanceof Double && b instanceof Double || !Double.isFinite(x) || !Double.isFinite(y)) {
            return Double.compare(x, y);
        }
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(@Nullable Object v) {
        return v instanceof Double d ? new BigDecimal(d) : new BigDecimal(whole(v));
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
            budget.text((long) x.length() + y.length());
            return x + y;
        }
        if (operator.equals("+") && a instanceof List<?> x && b instanceof List<?> y) {
            budget.list((long) x.size() + y.size());
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
        if (what instanceof String s) {
            budget.text((long) size * n);
            return s.repeat(n);
        }
        budget.list((long) size * n);
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
        budget.read(a.bitLength() + b.bitLength());
        return switch (operator) {
            case "+" -> small(a.add(b));
            case "-" -> small(a.subtract(b));
            case "*" -> small(a.multiply(b));
            case "//" -> floorDivide(a, b);
            case "%" -> a.subtract(b.multiply(floorDivide(a, b)));
            default -> {
                if (b.signum() < 0) {
                    yield Math.pow(a.doubleValue(), b.doubleValue());
                }
                if (b.bitLength() > 20 || (long) a.bitLength() * b.intValue() > MAX_BITS) {
                    throw new TemplateFailure("an integer is too large");
                }
                budget.read(32L * a.bitLength() * b.intValue());
                yield a.pow(b.intValue());
            }
        };
    }

    /** Python can't print larger integers either. */
    private static BigInteger small(BigInteger i) {
        if (i.bitLength() > MAX_BITS) {
            throw new TemplateFailure("an integer is too large");
        }
        return i;
    }

    private static BigInteger floorDivide(BigInteger a, BigInteger b) {
        var parts = a.divideAndRemainder(b);
        return parts[1].signum() != 0 && parts[1].signum() != b.signum() ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** A float without its fraction. */
    static BigInteger integer(double d) {
        if (!Double.isFinite(d)) {
            throw new TemplateFailure("cannot convert float " + (Double.isNaN(d) ? "NaN" : "infinity") + " to integer");
        }
        return new BigDecimal(d).toBigInteger();
    }

    /** What a loop or filter goes through: a list's items, a map's keys, a text's code points. */
    static List<@Nullable Object> iterate(@Nullable Object v, Budget budget) {
        budget.list(v instanceof Undefined ? 0 : length(v, budget, "'" + type(v) + "' object is not iterable"));
        var items = new ArrayList<@Nullable Object>();
        switch (v) {
            case List<?> list -> items.addAll(list);
            case Map<?, ?> map -> items.addAll(map.keySet());
            case String s -> s.codePoints().forEach(c -> items.add(Character.toString(c)));
            case null -> {}
            default -> {}
        }
        return items;
    }

    static boolean contains(@Nullable Object container, @Nullable Object item, Budget budget) {
        return switch (container) {
            case String s -> {
                if (item instanceof String part) {
                    yield Texts.search(s, part, 0, budget) >= 0;
                }
                throw new TemplateFailure("'in <string>' requires string as left operand, not " + type(item));
            }
            case List<?> list -> list.stream().anyMatch(v -> equal(v, item, budget));
            case Map<?, ?> map -> map.containsKey(key(item, budget));
            case Undefined u -> false;
            case null -> throw new TemplateFailure("argument of type '" + type(container) + "' is not iterable");
            default -> throw new TemplateFailure("argument of type '" + type(container) + "' is not iterable");
        };
    }

    static int length(@Nullable Object v, Budget budget) {
        return length(v, budget, "object of type '" + type(v) + "' has no len()");
    }

    private static int length(@Nullable Object v, Budget budget, String failure) {
        return switch (v) {
            case String s -> {
                budget.read(s.length());
                yield s.codePointCount(0, s.length());
            }
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Undefined u -> 0;
            case null -> throw new TemplateFailure(failure);
            default -> throw new TemplateFailure(failure);
        };
    }
}
