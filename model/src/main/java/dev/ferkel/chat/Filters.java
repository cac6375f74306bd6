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
import java.util.regex.Pattern;
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

        String text(int i, String name, String otherwise, Budget budget) {
            return Python.str(get(i, name, otherwise), budget);
        }

        boolean has(int i, String name) {
            return i < positional.size() || named.containsKey(name);
        }
    }

    private static final List<String> ESCAPES = List.of("&amp;", "&lt;", "&gt;", "&#34;", "&#39;");
    private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

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
            case "upper" -> made(text(v, budget).toUpperCase(Locale.ROOT), budget);
            case "lower" -> made(text(v, budget).toLowerCase(Locale.ROOT), budget);
            case "title" -> made(Texts.title(text(v, budget), false), budget);
            case "capitalize" -> made(Texts.capitalize(text(v, budget)), budget);
            case "trim" -> {
                var set = g.get(0, "chars", null);
                yield made(
                        Texts.strip(text(v, budget), set == null ? null : Python.str(set, budget), true, true, budget),
                        budget);
            }
            case "string" -> Python.str(v, budget);
            case "safe" -> v;
            case "e", "escape", "forceescape" -> escape(text(v, budget), budget);
            case "length", "count" -> Python.integer(Python.length(v, budget));
            case "default", "d" -> {
                boolean falsy = Python.truth(g.get(1, "boolean", false));
                yield v instanceof Undefined || falsy && !Python.truth(v) ? g.get(0, "default_value", "") : v;
            }
            case "first" -> edge(v, true, budget);
            case "last" -> edge(v, false, budget);
            case "list" -> Python.iterate(v, budget);
            case "items" ->
                v instanceof Map<?, ?> map
                        ? Methods.items(map, budget)
                        : undefinedOr(v, "Can only get item pairs from a mapping.");
            case "join" -> join(v, g, budget);
            case "replace" ->
                Texts.replace(
                        text(v, budget),
                        g.text(0, "old", "", budget),
                        g.text(1, "new", "", budget),
                        g.has(2, "count") ? Python.index(g.get(2, "count", null)) : -1,
                        budget);
            case "reverse" ->
                v instanceof String s
                        ? made(new StringBuilder(s).reverse().toString(), budget)
                        : new ArrayList<>(Python.iterate(v, budget).reversed());
            case "sort" -> sort(v, g, budget);
            case "unique" -> unique(v, g, budget);
            case "dictsort" -> dictsort(v, g, budget);
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
            case "round" -> round(v, g, budget);
            case "int" -> integer(v, g);
            case "float" -> real(v, g);
            case "indent" -> indent(text(v, budget), g, budget);
            case "wordcount" ->
                Python.integer(Texts.words(text(v, budget), -1, budget).size());
            case "format" -> Formatting.percent(text(v, budget), new Tuple(arguments), budget);
            default -> throw new TemplateFailure("No filter named '" + filter + "'.");
        };
    }

    private static @Nullable Object undefinedOr(@Nullable Object v, String message) {
        if (v instanceof Undefined) {
            return new ArrayList<@Nullable Object>();
        }
        throw new TemplateFailure(message);
    }

    private static String text(@Nullable Object v, Budget budget) {
        var text = Python.str(v, budget);
        budget.read(text.length());
        return text;
    }

    private static String made(String text, Budget budget) {
        budget.text(text.length());
        return text;
    }

    private static String escape(String s, Budget budget) {
        budget.text(2L * s.length());
        var escaped = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            int special = "&<>\"'".indexOf(s.charAt(i));
            if (special < 0) {
                escaped.append(s.charAt(i));
            } else {
                budget.text(ESCAPES.get(special).length());
                escaped.append(ESCAPES.get(special));
            }
        }
        return escaped.toString();
    }

    private static @Nullable Object edge(@Nullable Object v, boolean first, Budget budget) {
        if (v instanceof String s && !s.isEmpty()) {
            return Character.toString(first ? s.codePointAt(0) : s.codePointBefore(s.length()));
        }
        var items = v instanceof List<?> list ? list : Python.iterate(v, budget);
        return items.isEmpty() ? new Undefined("item") : first ? items.getFirst() : items.getLast();
    }

    /** {@code a.b.0} of a value. */
    private static @Nullable Object path(@Nullable Object v, @Nullable Object attribute, Budget budget) {
        budget.step();
        if (attribute == null) {
            return v;
        }
        var value = v;
        for (var part : text(attribute, budget).split("\\.", -1)) {
            value = INDEX.matcher(part).matches()
                    ? Attributes.item(value, new BigInteger(part), budget)
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
        return Texts.join(g.text(0, "d", "", budget), items, budget);
    }

    private static @Nullable Object folded(@Nullable Object v, boolean caseSensitive, Budget budget) {
        return !caseSensitive && v instanceof String s ? made(s.toLowerCase(Locale.ROOT), budget) : v;
    }

    private static Object sort(@Nullable Object v, Given g, Budget budget) {
        boolean sensitive = Python.truth(g.get(1, "case_sensitive", false));
        var attribute = g.get(2, "attribute", null);
        var items = Python.iterate(v, budget);
        Comparator<@Nullable Object> order = (a, b) -> Python.compare(
                folded(path(a, attribute, budget), sensitive, budget),
                folded(path(b, attribute, budget), sensitive, budget),
                budget);
        items.sort(Python.truth(g.get(0, "reverse", false)) ? order.reversed() : order);
        return items;
    }

    private static Object unique(@Nullable Object v, Given g, Budget budget) {
        boolean sensitive = Python.truth(g.get(0, "case_sensitive", false));
        var kept = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (var item : Python.iterate(v, budget)) {
            var key = folded(path(item, g.get(1, "attribute", null), budget), sensitive, budget);
            kept.putIfAbsent(Python.key(key, budget), item);
        }
        return new ArrayList<@Nullable Object>(kept.values());
    }

    private static Object dictsort(@Nullable Object v, Given g, Budget budget) {
        if (!(v instanceof Map<?, ?> map)) {
            throw new TemplateFailure("a dict is needed, not '" + Python.type(v) + "'");
        }
        boolean sensitive = Python.truth(g.get(0, "case_sensitive", false));
        int by = g.text(1, "by", "key", budget).equals("value") ? 1 : 0;
        var items = Methods.items(map, budget);
        Comparator<@Nullable Object> order = (a, b) -> Python.compare(
                folded(((Tuple) java.util.Objects.requireNonNull(a)).get(by), sensitive, budget),
                folded(((Tuple) java.util.Objects.requireNonNull(b)).get(by), sensitive, budget),
                budget);
        items.sort(Python.truth(g.get(2, "reverse", false)) ? order.reversed() : order);
        return items;
    }

    private static Object groupby(@Nullable Object v, Given g, Budget budget) {
        var groups = new LinkedHashMap<@Nullable Object, List<@Nullable Object>>();
        for (var item : Python.iterate(v, budget)) {
            var key = path(item, g.get(0, "attribute", ""), budget);
            groups.computeIfAbsent(Python.key(key, budget), k -> new ArrayList<>())
                    .add(item);
        }
        var keys = new ArrayList<@Nullable Object>(groups.keySet());
        keys.sort((a, b) -> Python.compare(a, b, budget));
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
                budget.list(1);
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
                result.add(apply(Python.str(g.positional().getFirst(), budget), item, rest, g.named(), budget));
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
                    ? Tests.holds(
                            Python.str(arguments.get(skip), budget),
                            value,
                            arguments.subList(skip + 1, arguments.size()),
                            budget)
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
                                            folded(path(item, attribute, budget), false, budget),
                                            folded(path(best, attribute, budget), false, budget),
                                            budget)
                            > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object round(@Nullable Object v, Given g, Budget budget) {
        int precision = Math.clamp(Python.index(g.get(0, "precision", BigInteger.ZERO)), -300, 300);
        var mode = switch (g.text(1, "method", "common", budget)) {
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> RoundingMode.HALF_EVEN;
        };
        double number = Python.real(v);
        return !Double.isFinite(number)
                ? number
                : new BigDecimal(number).setScale(precision, mode).doubleValue();
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
        budget.text(spaces);
        var prefix = width instanceof String w ? w : " ".repeat(spaces);
        boolean first = Python.truth(g.get(1, "first", false));
        boolean blank = Python.truth(g.get(2, "blank", false));
        var lines = s.split("\n", -1);
        budget.list(lines.length);
        budget.text((long) lines.length * prefix.length() + s.length());
        var text = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean indented = i == 0 ? first : blank || !lines[i].isEmpty();
            text.append(i == 0 ? "" : "\n").append(indented ? prefix : "").append(lines[i]);
        }
        return text.toString();
    }
}
