package dev.ferkel.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** What may stand after a bar. */
@NullUnmarked // None is null here, in lists too, which the checker cannot follow through lambdas
final class Filters {
    /** Positional and named arguments of one use. */
    private record Given(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
        @Nullable
        Object get(int i, String name, @Nullable Object otherwise) {
            return i < positional.size() ? positional.get(i) : named.containsKey(name) ? named.get(name) : otherwise;
        }

        String text(int i, String name, String otherwise) {
            return Python.str(get(i, name, otherwise));
        }

        boolean has(int i, String name) {
            return i < positional.size() || named.containsKey(name);
        }
    }

    private Filters() {}

    static @Nullable Object apply(
            String filter,
            @Nullable Object v,
            List<@Nullable Object> arguments,
            Map<String, @Nullable Object> named,
            Budget budget) {
        var g = new Given(arguments, named);
        return switch (filter) {
            case "tojson" -> {
                var options = new LinkedHashMap<>(named);
                if (!arguments.isEmpty()) {
                    options.put("indent", arguments.getFirst());
                }
                yield JsonText.of(v, options, budget);
            }
            case "upper" -> Python.str(v).toUpperCase(Locale.ROOT);
            case "lower" -> Python.str(v).toLowerCase(Locale.ROOT);
            case "title" -> Methods.title(Python.str(v), false);
            case "capitalize" -> Methods.capitalize(Python.str(v));
            case "trim" -> Methods.strip(Python.str(v), arguments, true, true);
            case "string" -> Python.str(v);
            case "safe" -> v;
            case "e", "escape", "forceescape" ->
                Python.str(v)
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&#34;")
                        .replace("'", "&#39;");
            case "length", "count" -> Python.integer(Python.length(v));
            case "default", "d" -> {
                boolean falsy = Python.truth(g.get(1, "boolean", false));
                yield v instanceof Undefined || falsy && !Python.truth(v) ? g.get(0, "default_value", "") : v;
            }
            case "first" -> edge(v, true, budget);
            case "last" -> edge(v, false, budget);
            case "list" -> Python.iterate(v, budget);
            case "items" ->
                v instanceof Map<?, ?> map
                        ? Methods.items(map)
                        : undefinedOr(v, "Can only get item pairs from a mapping.");
            case "join" -> join(v, g, budget);
            case "replace" ->
                Methods.replace(
                        Python.str(v),
                        g.text(0, "old", ""),
                        g.text(1, "new", ""),
                        g.has(2, "count") ? Python.index(g.get(2, "count", null)) : -1,
                        budget);
            case "reverse" ->
                v instanceof String s
                        ? new StringBuilder(s).reverse().toString()
                        : new ArrayList<>(Python.iterate(v, budget).reversed());
            case "sort" -> sort(v, g, budget);
            case "unique" -> unique(v, g, budget);
            case "dictsort" -> dictsort(v, g);
            case "groupby" -> groupby(v, g, budget);
            case "batch" -> batch(v, g, budget);
            case "map" -> map(v, g, budget);
            case "select" -> select(v, arguments, true, false, budget);
            case "reject" -> select(v, arguments, false, false, budget);
            case "selectattr" -> select(v, arguments, true, true, budget);
            case "rejectattr" -> select(v, arguments, false, true, budget);
            case "sum" -> sum(v, g, budget);
            case "min" -> extreme(v, g, budget, -1);
            case "max" -> extreme(v, g, budget, 1);
            case "abs" ->
                v instanceof Double d ? (Object) Math.abs(d) : Python.whole(v).abs();
            case "round" -> round(v, g);
            case "int" -> integer(v, g);
            case "float" -> real(v, g);
            case "indent" -> indent(Python.str(v), g, budget);
            case "wordcount" ->
                Python.integer(
                        Python.str(v).isBlank() ? 0 : Python.str(v).strip().split("\\s+").length);
            case "format" -> Formatting.percent(Python.str(v), new Tuple(arguments), budget);
            default -> throw new TemplateFailure("No filter named '" + filter + "'.");
        };
    }

    private static @Nullable Object undefinedOr(@Nullable Object v, String message) {
        if (v instanceof Undefined) {
            return new ArrayList<@Nullable Object>();
        }
        throw new TemplateFailure(message);
    }

    private static @Nullable Object edge(@Nullable Object v, boolean first, Budget budget) {
        var items = Python.iterate(v, budget);
        return items.isEmpty() ? new Undefined("item") : first ? items.getFirst() : items.getLast();
    }

    /** {@code a.b.0} of a value. */
    private static @Nullable Object path(@Nullable Object v, @Nullable Object attribute, Budget budget) {
        if (attribute == null) {
            return v;
        }
        var value = v;
        for (var part : Python.str(attribute).split("\\.", -1)) {
            value = part.matches("\\d{1,9}")
                    ? Attributes.item(value, new BigInteger(part))
                    : value instanceof Map<?, ?> map && map.containsKey(part)
                            ? map.get(part)
                            : Attributes.attribute(value, part, budget);
        }
        return value;
    }

    private static String join(@Nullable Object v, Given g, Budget budget) {
        var items = new ArrayList<@Nullable Object>();
        for (var item : Python.iterate(v, budget)) {
            items.add(path(item, g.get(1, "attribute", null), budget));
        }
        return Methods.join(g.text(0, "d", ""), items, budget);
    }

    private static @Nullable Object folded(@Nullable Object v, boolean caseSensitive) {
        return !caseSensitive && v instanceof String s ? s.toLowerCase(Locale.ROOT) : v;
    }

    private static Object sort(@Nullable Object v, Given g, Budget budget) {
        boolean sensitive = Python.truth(g.get(1, "case_sensitive", false));
        var attribute = g.get(2, "attribute", null);
        var items = Python.iterate(v, budget);
        Comparator<@Nullable Object> order = (a, b) -> Python.compare(
                folded(path(a, attribute, budget), sensitive), folded(path(b, attribute, budget), sensitive));
        items.sort(Python.truth(g.get(0, "reverse", false)) ? order.reversed() : order);
        return items;
    }

    private static Object unique(@Nullable Object v, Given g, Budget budget) {
        boolean sensitive = Python.truth(g.get(0, "case_sensitive", false));
        var kept = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (var item : Python.iterate(v, budget)) {
            kept.putIfAbsent(folded(path(item, g.get(1, "attribute", null), budget), sensitive), item);
        }
        return new ArrayList<@Nullable Object>(kept.values());
    }

    private static Object dictsort(@Nullable Object v, Given g) {
        if (!(v instanceof Map<?, ?> map)) {
            throw new TemplateFailure("a dict is needed, not '" + Python.type(v) + "'");
        }
        boolean sensitive = Python.truth(g.get(0, "case_sensitive", false));
        int by = g.text(1, "by", "key").equals("value") ? 1 : 0;
        var items = Methods.items(map);
        Comparator<@Nullable Object> order = (a, b) -> Python.compare(
                folded(((Tuple) java.util.Objects.requireNonNull(a)).get(by), sensitive),
                folded(((Tuple) java.util.Objects.requireNonNull(b)).get(by), sensitive));
        items.sort(Python.truth(g.get(2, "reverse", false)) ? order.reversed() : order);
        return items;
    }

    private static Object groupby(@Nullable Object v, Given g, Budget budget) {
        var groups = new LinkedHashMap<@Nullable Object, List<@Nullable Object>>();
        for (var item : Python.iterate(v, budget)) {
            groups.computeIfAbsent(path(item, g.get(0, "attribute", ""), budget), k -> new ArrayList<>())
                    .add(item);
        }
        var keys = new ArrayList<@Nullable Object>(groups.keySet());
        keys.sort(Python::compare);
        var result = new ArrayList<@Nullable Object>();
        for (var key : keys) {
            var pair = new ArrayList<@Nullable Object>();
            pair.add(key);
            pair.add(groups.get(key));
            result.add(new Tuple(pair));
        }
        return result;
    }

    private static Object batch(@Nullable Object v, Given g, Budget budget) {
        int size = Math.max(1, Python.index(g.get(0, "linecount", null)));
        var items = Python.iterate(v, budget);
        var batches = new ArrayList<@Nullable Object>();
        for (int i = 0; i < items.size(); i += size) {
            var part = new ArrayList<@Nullable Object>(items.subList(i, Math.min(items.size(), i + size)));
            while (g.has(1, "fill_with") && part.size() < size) {
                budget.size(1);
                part.add(g.get(1, "fill_with", null));
            }
            batches.add(part);
        }
        return batches;
    }

    private static Object map(@Nullable Object v, Given g, Budget budget) {
        var result = new ArrayList<@Nullable Object>();
        for (var item : Python.iterate(v, budget)) {
            budget.step();
            if (g.named().containsKey("attribute")) {
                var value = path(item, g.named().get("attribute"), budget);
                result.add(
                        value instanceof Undefined && g.named().containsKey("default")
                                ? g.named().get("default")
                                : value);
            } else {
                if (g.positional().isEmpty()) {
                    throw new TemplateFailure("map requires a filter argument");
                }
                var rest = g.positional().subList(1, g.positional().size());
                result.add(apply(Python.str(g.positional().getFirst()), item, rest, g.named(), budget));
            }
        }
        return result;
    }

    private static Object select(
            @Nullable Object v, List<@Nullable Object> arguments, boolean keep, boolean attribute, Budget budget) {
        int skip = attribute ? 1 : 0;
        if (arguments.size() < skip) {
            throw new TemplateFailure("Missing parameter for attribute name");
        }
        var result = new ArrayList<@Nullable Object>();
        for (var item : Python.iterate(v, budget)) {
            budget.step();
            var value = attribute ? path(item, arguments.getFirst(), budget) : item;
            boolean holds = arguments.size() > skip
                    ? Tests.holds(Python.str(arguments.get(skip)), value, arguments.subList(skip + 1, arguments.size()))
                    : Python.truth(value);
            if (holds == keep) {
                result.add(item);
            }
        }
        return result;
    }

    private static @Nullable Object sum(@Nullable Object v, Given g, Budget budget) {
        var sum = g.get(1, "start", BigInteger.ZERO);
        for (var item : Python.iterate(v, budget)) {
            sum = Python.arithmetic("+", sum, path(item, g.get(0, "attribute", null), budget), budget);
        }
        return sum;
    }

    private static @Nullable Object extreme(@Nullable Object v, Given g, Budget budget, int sign) {
        @Nullable Object best = new Undefined("item");
        for (var item : Python.iterate(v, budget)) {
            var attribute = g.get(1, "attribute", null);
            if (best instanceof Undefined
                    || sign
                                    * Python.compare(
                                            folded(path(item, attribute, budget), false),
                                            folded(path(best, attribute, budget), false))
                            > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object round(@Nullable Object v, Given g) {
        int precision = Math.clamp(Python.index(g.get(0, "precision", BigInteger.ZERO)), -300, 300);
        var mode = switch (g.text(1, "method", "common")) {
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> RoundingMode.HALF_EVEN;
        };
        return new BigDecimal(Python.real(v)).setScale(precision, mode).doubleValue();
    }

    private static @Nullable Object integer(@Nullable Object v, Given g) {
        try {
            return switch (v) {
                case BigInteger i -> i;
                case Boolean b -> Python.whole(b);
                case Double d -> new BigDecimal(d).toBigInteger();
                case String s ->
                    s.strip().matches("[-+]?\\d{1,4000}")
                            ? new BigInteger(s.strip())
                            : new BigDecimal(Double.parseDouble(s.strip())).toBigInteger();
                case null -> g.get(0, "default", BigInteger.ZERO);
                default -> g.get(0, "default", BigInteger.ZERO);
            };
        } catch (NumberFormatException e) {
            return g.get(0, "default", BigInteger.ZERO);
        }
    }

    private static @Nullable Object real(@Nullable Object v, Given g) {
        try {
            return v instanceof String s
                    ? (Object) Double.parseDouble(s.strip())
                    : Python.isNumber(v) ? Python.real(v) : g.get(0, "default", 0.0);
        } catch (NumberFormatException e) {
            return g.get(0, "default", 0.0);
        }
    }

    private static String indent(String s, Given g, Budget budget) {
        var width = g.get(0, "width", Python.integer(4));
        int spaces = width instanceof String w ? w.length() : Math.max(0, Python.index(width));
        budget.size(spaces);
        var prefix = width instanceof String w ? w : " ".repeat(spaces);
        boolean first = Python.truth(g.get(1, "first", false));
        boolean blank = Python.truth(g.get(2, "blank", false));
        var lines = s.split("\n", -1);
        budget.size((long) lines.length * prefix.length() + s.length());
        var text = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean indented = i == 0 ? first : blank || !lines[i].isEmpty();
            text.append(i == 0 ? "" : "\n").append(indented ? prefix : "").append(lines[i]);
        }
        return text.toString();
    }
}
