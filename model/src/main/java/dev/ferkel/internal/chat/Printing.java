package dev.ferkel.internal.chat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code str} and {@code repr}. */
final class Printing {
    private final StringBuilder out = new StringBuilder();
    private final Budget budget;

    private Printing(Budget budget) {
        this.budget = budget;
    }

    static String str(@Nullable Object v, Budget budget) {
        return v instanceof String s ? s : v instanceof Undefined ? "" : repr(v, budget);
    }

    static String repr(@Nullable Object v, Budget budget) {
        var printing = new Printing(budget);
        printing.append(v);
        return printing.out.toString();
    }

    private void append(@Nullable Object v) {
        budget.step();
        int before = out.length();
        switch (v) {
            case null -> out.append("None");
            case Boolean b -> out.append(b ? "True" : "False");
            case Double d -> out.append(number(d));
            case String s -> quoted(s);
            case Tuple t -> items("(", t, t.size() == 1 ? ",)" : ")");
            case List<?> l -> items("[", l, "]");
            case Map<?, ?> m -> map(m);
            case Namespace n -> {
                out.append("<Namespace ");
                map(n.values());
                out.append('>');
            }
            case Undefined u -> out.append("Undefined");
            case Callable c -> out.append("<function>");
            default -> out.append(v);
        }
        if (!(v instanceof List) && !(v instanceof Map) && !(v instanceof Namespace)) {
            budget.text(out.length() - before);
        }
    }

    private void items(String open, List<?> list, String close) {
        out.append(open);
        boolean first = true;
        for (var item : list) {
            out.append(first ? "" : ", ");
            first = false;
            append(item);
        }
        out.append(close);
    }

    private void map(Map<?, ?> map) {
        out.append('{');
        boolean first = true;
        for (var entry : map.entrySet()) {
            out.append(first ? "" : ", ");
            first = false;
            append(entry.getKey());
            out.append(": ");
            append(entry.getValue());
        }
        out.append('}');
    }

    private void quoted(String s) {
        char quote = s.contains("'") && !s.contains("\"") ? '"' : '\'';
        out.append(quote);
        s.codePoints().forEach(c -> {
            if (c == quote || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (c == '\n' || c == '\t' || c == '\r') {
                out.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
            } else if (!printable(c)) {
                out.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        out.append(quote);
    }

    /** Python's {@code isprintable}: no control, format, surrogate, private or unassigned character, no separator but space. */
    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
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
}
