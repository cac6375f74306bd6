package dev.ferkel.internal.chat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's two ways to fill a text: {@code '%s' % x} and {@code '{}'.format(x)}. */
final class Formatting {
    private static final Pattern PERCENT = Pattern.compile("%([-0+ ]*)(\\d{0,3})(?:\\.(\\d{1,3}))?([sdifgxr%])");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}|\\{([A-Za-z0-9_]*)\\}");

    private Formatting() {}

    static String percent(String format, @Nullable Object values, Budget budget) {
        var arguments = values instanceof Tuple tuple ? tuple : java.util.Collections.singletonList(values);
        var matcher = PERCENT.matcher(format);
        var out = new StringBuilder();
        int next = 0;
        int at = 0;
        while (matcher.find()) {
            out.append(plain(format, at, matcher.start(), "%"));
            at = matcher.end();
            if (matcher.group(4).equals("%")) {
                out.append('%');
                continue;
            }
            if (next == arguments.size()) {
                throw new TemplateFailure("not enough arguments for format string");
            }
            var text = one(matcher.group(4), matcher.group(3), arguments.get(next++), budget);
            budget.text(text.length() + 999L);
            out.append(padded(matcher.group(1), matcher.group(2), text));
        }
        boolean subscripted = values instanceof Map || values instanceof List && !(values instanceof Tuple);
        if (next < arguments.size() && !subscripted && !(values instanceof Undefined)) {
            throw new TemplateFailure("not all arguments converted during string formatting");
        }
        return out.append(plain(format, at, format.length(), "%")).toString();
    }

    /** What stands between fields; a sign in it begins a field that is not supported. */
    private static String plain(String format, int from, int to, String signs) {
        var text = format.substring(from, to);
        for (int i = 0; i < text.length(); i++) {
            if (signs.indexOf(text.charAt(i)) >= 0) {
                var field = text.substring(i, Math.min(text.length(), i + 20));
                throw new TemplateFailure("unsupported format '" + field + "'");
            }
        }
        return text;
    }

    private static java.math.BigInteger whole(double d) {
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            throw new TemplateFailure("cannot convert float " + (Double.isNaN(d) ? "NaN" : "infinity") + " to integer");
        }
        return new java.math.BigDecimal(d).toBigInteger();
    }

    private static String one(String kind, @Nullable String precision, @Nullable Object value, Budget budget) {
        return switch (kind) {
            case "d", "i" -> (value instanceof Double d ? whole(d) : Python.whole(value)).toString();
            case "x" -> Python.whole(value).toString(16);
            case "f" ->
                String.format(Locale.ROOT, "%." + (precision == null ? "6" : precision) + "f", Python.real(value));
            case "g" -> Printing.number(Python.real(value)).replaceAll("\\.0$", "");
            case "r" -> Printing.repr(value, budget);
            default -> {
                var text = Printing.str(value, budget);
                yield precision == null
                        ? text
                        : text.substring(0, Math.min(text.length(), Integer.parseInt(precision)));
            }
        };
    }

    private static String padded(String flags, String width, String text) {
        int missing = width.isEmpty() ? 0 : Integer.parseInt(width) - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        if (flags.contains("-")) {
            return text + " ".repeat(missing);
        }
        return (flags.contains("0") ? "0" : " ").repeat(missing) + text;
    }

    static String braces(
            String format, List<@Nullable Object> arguments, Map<String, @Nullable Object> named, Budget budget) {
        int[] next = {0};
        var matcher = BRACES.matcher(format);
        var out = new StringBuilder();
        int at = 0;
        while (matcher.find()) {
            out.append(plain(format, at, matcher.start(), "{}"));
            at = matcher.end();
            var key = matcher.group(1);
            var text = key == null
                    ? matcher.group().substring(1)
                    : Printing.str(field(key, next, arguments, named), budget);
            budget.text(text.length());
            out.append(text);
        }
        return out.append(plain(format, at, format.length(), "{}")).toString();
    }

    private static @Nullable Object field(
            String key, int[] next, List<@Nullable Object> arguments, Map<String, @Nullable Object> named) {
        if (!key.isEmpty() && !key.chars().allMatch(Character::isDigit)) {
            return named.getOrDefault(key, new Undefined(key));
        }
        int index = key.isEmpty() ? next[0]++ : key.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(key);
        if (index >= arguments.size()) {
            throw new TemplateFailure("Replacement index " + index + " out of range for positional args tuple");
        }
        return arguments.get(index);
    }
}
