package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** What may stand after a bar. */
@NullUnmarked // None is null here, in lists too, which the checker cannot follow through lambdas
final class Filters {
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

    private Filters() {}

    static @Nullable Object apply(
            String filter,
            @Nullable Object v,
            List<@Nullable Object> arguments,
            Map<String, @Nullable Object> named,
            Budget budget) {
        budget.step();
        budget.read(v);
        arguments.forEach(budget::read);
        var result = apply(filter, v, new Given(arguments, named, budget));
        budget.result(result);
        return result;
    }

    private static @Nullable Object apply(String filter, @Nullable Object v, Given g) {
        var budget = g.budget();
        return switch (filter) {
            case "tojson" -> json(v, g);
            case "upper" -> Printing.str(v, budget).toUpperCase(Locale.ROOT);
            case "lower" -> Printing.str(v, budget).toLowerCase(Locale.ROOT);
            case "title" -> TextMethods.titleFilter(Printing.str(v, budget));
            case "capitalize" -> TextMethods.capitalize(Printing.str(v, budget));
            case "trim" -> Cutting.strip(Printing.str(v, budget), g.get(0, "chars", null), true, true);
            case "string" -> Printing.str(v, budget);
            case "safe" -> v;
            case "e", "escape", "forceescape" ->
                Printing.str(v, budget)
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&#34;")
                        .replace("'", "&#39;");
            case "length", "count" -> Python.integer(Python.length(v));
            case "default", "d" ->
                v instanceof Undefined || g.is(1, "boolean") && !Python.truth(v) ? g.get(0, "default_value", "") : v;
            case "replace" ->
                Cutting.replace(
                        Printing.str(v, budget),
                        g.text(0, "old", ""),
                        g.text(1, "new", ""),
                        g.has(2, "count") ? Python.index(g.get(2, "count", null)) : -1,
                        budget);
            case "reverse" ->
                v instanceof String s
                        ? new StringBuilder(s).reverse().toString()
                        : new ArrayList<>(Python.iterate(v, budget).reversed());
            case "indent" -> indent(v, g);
            case "wordcount" ->
                Python.integer(WORD.matcher(Printing.str(v, budget)).results().count());
            case "format" -> Formatting.percent(Printing.str(v, budget), new Tuple(g.positional()), budget);
            case "abs" ->
                v instanceof Double d ? (Object) Math.abs(d) : Python.whole(v).abs();
            case "round" -> NumberFilters.round(v, g);
            case "int" -> NumberFilters.integer(v, g);
            case "float" -> NumberFilters.real(v, g);
            default -> ListFilters.apply(filter, v, g);
        };
    }

    private static String json(@Nullable Object v, Given g) {
        var options = new LinkedHashMap<>(g.named());
        if (!g.positional().isEmpty()) {
            options.put("indent", g.positional().getFirst());
        }
        return JsonText.of(v, options, g.budget());
    }

    private static String indent(@Nullable Object v, Given g) {
        if (!(v instanceof String s)) {
            throw new TemplateFailure("a text is needed, not '" + Python.type(v) + "'");
        }
        var width = g.get(0, "width", Python.integer(4));
        int spaces = width instanceof String w ? w.length() : Math.max(0, Python.index(width));
        g.budget().text(spaces);
        var prefix = width instanceof String w ? w : " ".repeat(spaces);
        boolean first = g.is(1, "first");
        boolean blank = g.is(2, "blank");
        var lines = s.split("\n", -1);
        g.budget().text((long) lines.length * prefix.length() + s.length());
        var text = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean indented = i == 0 ? first : blank || !lines[i].isEmpty();
            text.append(i == 0 ? "" : "\n").append(indented ? prefix : "").append(lines[i]);
        }
        return text.toString();
    }
}
