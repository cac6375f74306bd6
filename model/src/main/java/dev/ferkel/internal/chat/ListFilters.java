package dev.ferkel.internal.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Filters that go through a value's items. */
@NullUnmarked // None is null here, in lists too, which the checker cannot follow through lambdas
final class ListFilters {
    /** An item and what it is sorted by. */
    private record Keyed(@Nullable Object key, @Nullable Object item) {}

    private ListFilters() {}

    static @Nullable Object apply(String filter, @Nullable Object v, Given g) {
        return switch (filter) {
            case "first" -> edge(v, true, g);
            case "last" -> edge(v, false, g);
            case "list" -> Python.iterate(v, g.budget());
            case "items" -> items(v, g);
            case "join" -> join(v, g);
            case "sort" -> sort(v, g);
            case "unique" -> unique(v, g);
            case "dictsort" -> dictsort(v, g);
            case "groupby" -> groupby(v, g);
            case "batch" -> batch(v, g);
            case "map" -> map(v, g);
            case "select" -> select(v, g, true, 0);
            case "reject" -> select(v, g, false, 0);
            case "selectattr" -> select(v, g, true, 1);
            case "rejectattr" -> select(v, g, false, 1);
            case "sum" -> sum(v, g);
            case "min" -> extreme(v, g, -1);
            case "max" -> extreme(v, g, 1);
            default -> throw new TemplateFailure("No filter named '" + filter + "'.");
        };
    }

    private static @Nullable Object edge(@Nullable Object v, boolean first, Given g) {
        var items = Python.iterate(v, g.budget());
        return items.isEmpty() ? new Undefined("item") : first ? items.getFirst() : items.getLast();
    }

    private static Object items(@Nullable Object v, Given g) {
        if (v instanceof Undefined) {
            return new ArrayList<@Nullable Object>();
        }
        if (v instanceof Map<?, ?> map) {
            return Methods.items(map, g.budget());
        }
        throw new TemplateFailure("Can only get item pairs from a mapping.");
    }

    /** {@code a.b.0} of a value. */
    private static @Nullable Object path(@Nullable Object v, @Nullable Object attribute, Given g) {
        g.budget().step();
        if (attribute == null) {
            return v;
        }
        var path = Printing.str(attribute, g.budget());
        g.budget().read(path);
        var value = v;
        for (var part : path.split("\\.", -1)) {
            value = part.matches("\\d{1,9}")
                    ? Attributes.item(value, new BigInteger(part), g.budget())
                    : value instanceof Map<?, ?> map && map.containsKey(part)
                            ? map.get(part)
                            : Attributes.attribute(value, part, g.budget());
        }
        return value;
    }

    private static String join(@Nullable Object v, Given g) {
        var items = new ArrayList<@Nullable Object>();
        for (var item : Python.iterate(v, g.budget())) {
            items.add(path(item, g.get(1, "attribute", null), g));
        }
        return Cutting.join(g.text(0, "d", ""), items, g.budget());
    }

    private static @Nullable Object folded(@Nullable Object v, boolean caseSensitive, Given g) {
        g.budget().read(v);
        return !caseSensitive && v instanceof String s ? s.toLowerCase(Locale.ROOT) : v;
    }

    private static List<@Nullable Object> sorted(List<Keyed> keyed, boolean reverse, Given g) {
        Comparator<Keyed> order = (a, b) -> Comparison.compare(a.key(), b.key(), g.budget());
        keyed.sort(reverse ? order.reversed() : order);
        var sorted = new ArrayList<@Nullable Object>();
        keyed.forEach(k -> sorted.add(k.item()));
        return sorted;
    }

    private static Object sort(@Nullable Object v, Given g) {
        var keyed = new ArrayList<Keyed>();
        for (var item : Python.iterate(v, g.budget())) {
            keyed.add(new Keyed(
                    folded(path(item, g.get(2, "attribute", null), g), g.is(1, "case_sensitive"), g), item));
        }
        return sorted(keyed, g.is(0, "reverse"), g);
    }

    private static Object dictsort(@Nullable Object v, Given g) {
        if (!(v instanceof Map<?, ?> map)) {
            throw new TemplateFailure("a dict is needed, not '" + Python.type(v) + "'");
        }
        int by = g.text(1, "by", "key").equals("value") ? 1 : 0;
        var keyed = new ArrayList<Keyed>();
        for (var item : Methods.items(map, g.budget())) {
            keyed.add(new Keyed(folded(((Tuple) item).get(by), g.is(0, "case_sensitive"), g), item));
        }
        return sorted(keyed, g.is(2, "reverse"), g);
    }

    private static Object unique(@Nullable Object v, Given g) {
        var kept = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (var item : Python.iterate(v, g.budget())) {
            var key = folded(path(item, g.get(1, "attribute", null), g), g.is(0, "case_sensitive"), g);
            kept.putIfAbsent(Comparison.key(key, g.budget()), item);
        }
        return new ArrayList<@Nullable Object>(kept.values());
    }

    /** Items by a key, in its order: pairs of the key and a list. */
    private static Object groupby(@Nullable Object v, Given g) {
        var keyed = new ArrayList<Keyed>();
        for (var item : Python.iterate(v, g.budget())) {
            keyed.add(new Keyed(path(item, g.get(0, "attribute", ""), g), item));
        }
        keyed.sort((a, b) -> Comparison.compare(a.key(), b.key(), g.budget()));
        var groups = new ArrayList<@Nullable Object>();
        List<@Nullable Object> group = new ArrayList<>();
        for (int i = 0; i < keyed.size(); i++) {
            var key = keyed.get(i).key();
            if (i == 0 || !Comparison.equal(key, keyed.get(i - 1).key(), g.budget())) {
                group = new ArrayList<>();
                groups.add(Methods.pair(key, group));
            }
            group.add(keyed.get(i).item());
        }
        g.budget().items(4L * keyed.size());
        return groups;
    }

    private static Object batch(@Nullable Object v, Given g) {
        int size = Math.max(1, Python.index(g.get(0, "linecount", null)));
        var items = Python.iterate(v, g.budget());
        var batches = new ArrayList<@Nullable Object>();
        for (int i = 0; i < items.size(); i += size) {
            var part = new ArrayList<@Nullable Object>(items.subList(i, Math.min(items.size(), i + size)));
            g.budget().items(g.has(1, "fill_with") ? size : part.size());
            while (g.has(1, "fill_with") && part.size() < size) {
                part.add(g.get(1, "fill_with", null));
            }
            batches.add(part);
        }
        return batches;
    }

    /** Nothing for what is false, whatever it is. */
    private static List<@Nullable Object> lenient(@Nullable Object v, Given g) {
        return Python.truth(v) ? Python.iterate(v, g.budget()) : List.of();
    }

    private static Object map(@Nullable Object v, Given g) {
        var result = new ArrayList<@Nullable Object>();
        for (var item : lenient(v, g)) {
            if (g.named().containsKey("attribute")) {
                var value = path(item, g.named().get("attribute"), g);
                boolean missing = value instanceof Undefined && g.named().containsKey("default");
                result.add(missing ? g.named().get("default") : value);
            } else if (g.positional().isEmpty()) {
                throw new TemplateFailure("map requires a filter argument");
            } else {
                var rest = g.positional().subList(1, g.positional().size());
                result.add(Filters.apply(g.text(0, "", ""), item, rest, g.named(), g.budget()));
            }
        }
        return result;
    }

    /** @param skip 1 where the first argument names an attribute */
    private static Object select(@Nullable Object v, Given g, boolean keep, int skip) {
        var arguments = g.positional();
        if (arguments.size() < skip) {
            throw new TemplateFailure("Missing parameter for attribute name");
        }
        var result = new ArrayList<@Nullable Object>();
        for (var item : lenient(v, g)) {
            var value = skip > 0 ? path(item, arguments.getFirst(), g) : item;
            boolean holds = arguments.size() > skip
                    ? Tests.holds(
                            g.text(skip, "", ""), value, arguments.subList(skip + 1, arguments.size()), g.budget())
                    : Python.truth(value);
            if (holds == keep) {
                result.add(item);
            }
        }
        return result;
    }

    private static @Nullable Object sum(@Nullable Object v, Given g) {
        var sum = g.get(1, "start", BigInteger.ZERO);
        for (var item : Python.iterate(v, g.budget())) {
            sum = Arithmetic.apply("+", sum, path(item, g.get(0, "attribute", null), g), g.budget());
        }
        return sum;
    }

    private static @Nullable Object extreme(@Nullable Object v, Given g, int sign) {
        @Nullable Object best = new Undefined("item");
        @Nullable Object bestKey = null;
        boolean first = true;
        for (var item : Python.iterate(v, g.budget())) {
            var key = folded(path(item, g.get(1, "attribute", null), g), g.is(0, "case_sensitive"), g);
            if (first || sign * Comparison.compare(key, bestKey, g.budget()) > 0) {
                best = item;
                bestKey = key;
            }
            first = false;
        }
        return best;
    }
}
