package dev.ferkel.chat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's two ways to fill a text: {@code '%s' % x} and {@code '{}'.format(x)}. */
final class Formatting {
    private static final Pattern PERCENT = Pattern.compile("%([-0+ ]*)(\\d{0,3})(?:\\.(\\d{1,3}))?([sdifgxr%])");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}|\\{([A-Za-z0-9_]*)\\}");

    private static final int STEPS = 20;
    private static final int STEPS_A_FLOAT = 400;

    private Formatting() {}

    static String percent(String format, @Nullable Object values, Budget budget) {
        var arguments = values instanceof Tuple tuple ? tuple : java.util.Collections.singletonList(values);
        var matcher = PERCENT.matcher(format);
        var out = new StringBuilder();
        int next = 0;
        int at = 0;
        budget.text(format.length());
        while (matcher.find()) {
            budget.steps(STEPS);
            out.append(format, at, matcher.start());
            at = matcher.end();
            if (matcher.group(4).equals("%")) {
                out.append('%');
                continue;
            }
            if (next == arguments.size()) {
                throw new TemplateFailure("not enough arguments for format string");
            }
            var text = padded(
                    matcher.group(1),
                    matcher.group(2),
                    one(matcher.group(4), matcher.group(3), arguments.get(next++), budget));
            budget.text(text.length());
            out.append(text);
        }
        if (next < arguments.size() && values instanceof Tuple) {
            throw new TemplateFailure("not all arguments converted during string formatting");
        }
        return out.append(format, at, format.length()).toString();
    }

    private static String one(String kind, @Nullable String precision, @Nullable Object value, Budget budget) {
        return switch (kind) {
            case "d", "i" ->
                (value instanceof Double d ? Python.integer(d.doubleValue()) : Python.whole(value)).toString();
            case "x" -> Python.whole(value).toString(16);
            case "f" -> {
                budget.steps(STEPS_A_FLOAT);
                yield String.format(
                        Locale.ROOT, "%." + (precision == null ? "6" : precision) + "f", Python.real(value));
            }
            case "g" -> Python.number(Python.real(value)).replaceAll("\\.0$", "");
            case "r" -> Python.repr(value, budget);
            default -> {
                var text = Python.str(value, budget);
                yield precision == null
                        ? text
                        : text.substring(
                                0,
                                text.offsetByCodePoints(
                                        0,
                                        Math.min(text.codePointCount(0, text.length()), Integer.parseInt(precision))));
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
        var matcher = BRACES.matcher(format);
        var out = new StringBuilder();
        int next = 0;
        int at = 0;
        budget.text(format.length());
        while (matcher.find()) {
            budget.steps(STEPS);
            out.append(format, at, matcher.start());
            at = matcher.end();
            var key = matcher.group(1);
            if (key == null) {
                out.append(format.charAt(at - 1));
                continue;
            }
            Object value;
            if (!key.isEmpty() && !key.chars().allMatch(Character::isDigit)) {
                value = named.getOrDefault(key, new Undefined(key));
            } else {
                int index = key.isEmpty() ? next++ : key.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(key);
                if (index >= arguments.size()) {
                    throw new TemplateFailure("Replacement index " + index + " out of range for positional args tuple");
                }
                value = arguments.get(index);
            }
            var text = Python.str(value, budget);
            budget.text(text.length());
            out.append(text);
        }
        return out.append(format, at, format.length()).toString();
    }
}
