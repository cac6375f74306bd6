package dev.ferkel.internal.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's operators with two operands. */
final class Arithmetic {
    private static final int LARGEST_BITS = 1 << 14;

    private Arithmetic() {}

    static void defined(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Undefined u) {
            throw u.failure();
        }
        if (b instanceof Undefined u) {
            throw u.failure();
        }
    }

    static @Nullable Object apply(String operator, @Nullable Object a, @Nullable Object b, Budget budget) {
        budget.step();
        if (operator.equals("%") && a instanceof String format) {
            return Formatting.percent(format, b, budget);
        }
        defined(a, b);
        if (operator.equals("+") && a instanceof String x && b instanceof String y) {
            budget.text((long) x.length() + y.length());
            return x + y;
        }
        if (operator.equals("+")
                && a instanceof List<?> x
                && b instanceof List<?> y
                && Python.type(a).equals(Python.type(b))) {
            budget.items((long) x.size() + y.size());
            var sum = new ArrayList<@Nullable Object>(x);
            sum.addAll(y);
            return x instanceof Tuple ? new Tuple(sum) : sum;
        }
        if (operator.equals("*") && (a instanceof String || a instanceof List<?>) && isWhole(b)) {
            return repeat(a, Math.max(0, Python.index(b)), budget);
        }
        if (operator.equals("*") && (b instanceof String || b instanceof List<?>) && isWhole(a)) {
            return repeat(b, Math.max(0, Python.index(a)), budget);
        }
        if (!Python.isNumber(a) || !Python.isNumber(b)) {
            throw new TemplateFailure(
                    operator.equals("+") && a instanceof String
                            ? "can only concatenate str (not \"" + Python.type(b) + "\") to str"
                            : "unsupported operand type(s) for " + operator + ": '" + Python.type(a) + "' and '"
                                    + Python.type(b) + "'");
        }
        boolean real = a instanceof Double || b instanceof Double || operator.equals("/");
        if (real) {
            return real(operator, Python.real(a), Python.real(b));
        }
        var result = whole(operator, Python.whole(a), Python.whole(b));
        if (result instanceof BigInteger i) {
            // large numbers take time by their length
            for (int bits = i.bitLength(); bits > 128; bits -= 128) {
                budget.step();
            }
        }
        return result;
    }

    private static boolean isWhole(@Nullable Object v) {
        return v instanceof BigInteger || v instanceof Boolean;
    }

    private static Object repeat(Object what, int n, Budget budget) {
        if (what instanceof String s) {
            budget.text((long) s.length() * n);
            return s.repeat(n);
        }
        var items = (List<?>) what;
        budget.items((long) items.size() * n);
        var list = new ArrayList<@Nullable Object>();
        for (int i = 0; i < n && !items.isEmpty(); i++) {
            list.addAll(items);
        }
        return what instanceof Tuple ? new Tuple(list) : list;
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

    private static Object whole(String operator, BigInteger a, BigInteger b) {
        if (b.signum() == 0 && (operator.equals("//") || operator.equals("%"))) {
            throw new TemplateFailure("integer division or modulo by zero");
        }
        return switch (operator) {
            case "+" -> bounded(a.add(b));
            case "-" -> bounded(a.subtract(b));
            case "*" -> bounded(a.multiply(b));
            case "//" -> floorDivide(a, b);
            case "%" -> a.subtract(b.multiply(floorDivide(a, b)));
            default -> {
                if (b.signum() < 0 && a.signum() == 0) {
                    throw new TemplateFailure("0.0 cannot be raised to a negative power");
                }
                if (b.signum() < 0) {
                    yield Math.pow(a.doubleValue(), b.doubleValue());
                }
                boolean small = a.abs().bitLength() < 2;
                if (!small && (b.bitLength() > 20 || (long) a.bitLength() * b.intValue() > LARGEST_BITS)) {
                    throw tooLarge();
                }
                yield a.pow(small ? b.testBit(0) ? 1 : b.signum() == 0 ? 0 : 2 : b.intValue());
            }
        };
    }

    private static BigInteger bounded(BigInteger i) {
        if (i.bitLength() > LARGEST_BITS) {
            throw tooLarge();
        }
        return i;
    }

    private static TemplateFailure tooLarge() {
        return new TemplateFailure("an integer has more than " + LARGEST_BITS + " bits");
    }

    private static BigInteger floorDivide(BigInteger a, BigInteger b) {
        var parts = a.divideAndRemainder(b);
        return parts[1].signum() != 0 && parts[1].signum() != b.signum() ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }
}
