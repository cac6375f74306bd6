package dev.ferkel.internal.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Filters that make numbers. */
final class NumberFilters {
    private NumberFilters() {}

    static Object round(@Nullable Object v, Given g) {
        boolean common = g.text(1, "method", "common").equals("common");
        if (common && (v instanceof BigInteger || v instanceof Boolean)) {
            return Python.whole(v);
        }
        int precision = Math.clamp(Python.index(g.get(0, "precision", BigInteger.ZERO)), -300, 300);
        var mode = switch (g.text(1, "method", "common")) {
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> RoundingMode.HALF_EVEN;
        };
        double d = Python.real(v);
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            return d;
        }
        return new BigDecimal(d).setScale(precision, mode).doubleValue();
    }

    static @Nullable Object integer(@Nullable Object v, Given g) {
        try {
            return switch (v) {
                case BigInteger i -> i;
                case Boolean b -> Python.whole(b);
                case Double d -> new BigDecimal(d).toBigInteger();
                case String s ->
                    s.strip().matches("[-+]?\\d{1,4000}")
                            ? new BigInteger(s.strip())
                            : new BigDecimal(Double.parseDouble(s.strip())).toBigInteger();
                case Undefined u -> throw u.failure();
                case null -> g.get(0, "default", BigInteger.ZERO);
                default -> g.get(0, "default", BigInteger.ZERO);
            };
        } catch (NumberFormatException e) {
            return g.get(0, "default", BigInteger.ZERO);
        }
    }

    static @Nullable Object real(@Nullable Object v, Given g) {
        if (v instanceof Undefined u) {
            throw u.failure();
        }
        try {
            return v instanceof String s
                    ? (Object) Double.parseDouble(javaName(s.strip()))
                    : Python.isNumber(v) ? Python.real(v) : g.get(0, "default", 0.0);
        } catch (NumberFormatException e) {
            return g.get(0, "default", 0.0);
        }
    }

    /** Python writes infinity and not-a-number in its own way. */
    private static String javaName(String number) {
        return switch (number.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> "Infinity";
            case "-inf", "-infinity" -> "-Infinity";
            case "nan", "+nan", "-nan" -> "NaN";
            default -> number.matches("[-+0-9._eE]*") ? number.replace("_", "") : "no number";
        };
    }
}
