package dev.ferkel.internal.chat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code tojson}: Python's {@code json.dumps}, by default with non-ASCII text as it is. */
final class JsonText {
    private final boolean ascii;
    private final boolean sortKeys;
    private final int indent;
    private final String comma;
    private final String colon;
    private final StringBuilder out = new StringBuilder();
    private final Budget budget;

    private JsonText(Map<String, @Nullable Object> options, Budget budget) {
        this.budget = budget;
        ascii = Python.truth(options.get("ensure_ascii"));
        sortKeys = Python.truth(options.get("sort_keys"));
        indent = options.get("indent") == null ? -1 : Math.clamp(Python.index(options.get("indent")), 0, 64);
        var separators = options.get("separators") instanceof List<?> l && l.size() == 2
                ? l
                : List.of(indent < 0 ? ", " : ",", ": ");
        comma = Printing.str(separators.get(0), budget);
        colon = Printing.str(separators.get(1), budget);
    }

    static String of(@Nullable Object value, Map<String, @Nullable Object> options, Budget budget) {
        var json = new JsonText(options, budget);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        budget.step();
        int before = out.length();
        switch (value) {
            case null -> out.append("null");
            case Boolean b -> out.append(b);
            case Double d ->
                out.append(
                        Double.isNaN(d)
                                ? "NaN"
                                : Double.isInfinite(d) ? d > 0 ? "Infinity" : "-Infinity" : Printing.number(d));
            case String s -> text(s);
            case List<?> list -> {
                out.append('[');
                boolean first = true;
                for (var item : list) {
                    separate(first, depth + 1);
                    first = false;
                    value(item, depth + 1);
                }
                close(list.isEmpty(), depth, ']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                boolean first = true;
                for (var entry : (sortKeys ? sorted(map) : map).entrySet()) {
                    separate(first, depth + 1);
                    first = false;
                    text(entry.getKey() instanceof String s ? s : of(entry.getKey(), Map.of(), budget));
                    budget.text(colon.length());
                    out.append(colon);
                    value(entry.getValue(), depth + 1);
                }
                close(map.isEmpty(), depth, '}');
            }
            case java.math.BigInteger i -> out.append(i);
            case Undefined u -> throw new TemplateFailure("Object of type Undefined is not JSON serializable");
            default -> throw new TemplateFailure("Object of type " + Python.type(value) + " is not JSON serializable");
        }
        if (!(value instanceof List) && !(value instanceof Map)) {
            budget.text(out.length() - before);
        }
    }

    private Map<?, ?> sorted(Map<?, ?> map) {
        var sorted = new TreeMap<@Nullable Object, @Nullable Object>((a, b) -> Comparison.compare(a, b, budget));
        sorted.putAll(map);
        return sorted;
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            budget.text(comma.length());
            out.append(comma);
        }
        line(depth);
    }

    private void line(int depth) {
        if (indent >= 0) {
            budget.text((long) indent * depth);
            out.append('\n').repeat(" ", indent * depth);
        }
    }

    private void close(boolean empty, int depth, char bracket) {
        if (!empty) {
            line(depth);
        }
        out.append(bracket);
    }

    private void text(String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            int known = "\"\\\n\r\t\b\f".indexOf(c);
            if (known >= 0) {
                out.append('\\').append("\"\\nrtbf".charAt(known));
            } else if (c < 32 || ascii && c >= 127) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
