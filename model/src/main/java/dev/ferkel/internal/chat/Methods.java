package dev.ferkel.internal.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The methods of Python's texts, dicts and lists that don't change them. */
@NullUnmarked // None is null here, in lists too, which the checker cannot follow through lambdas
final class Methods {
    private Methods() {}

    /** A value's method, which pays for what it reads and makes; null where there is none of this name. */
    static @Nullable Callable find(@Nullable Object v, String name, Budget budget) {
        Callable method = switch (v) {
            case String s -> TextMethods.find(s, name, budget);
            case Map<?, ?> map -> map(map, name, budget);
            case List<?> list -> list(list, name, budget);
            case null -> null;
            default -> null;
        };
        return method == null
                ? null
                : (a, n) -> {
                    budget.read(v);
                    a.forEach(budget::read);
                    var result = method.call(a, n);
                    budget.result(result);
                    return result;
                };
    }

    private static @Nullable Callable map(Map<?, ?> map, String name, Budget budget) {
        return switch (name) {
            case "items" -> (a, n) -> items(map, budget);
            case "keys" -> (a, n) -> new ArrayList<@Nullable Object>(map.keySet());
            case "values" -> (a, n) -> new ArrayList<@Nullable Object>(map.values());
            case "copy" -> (a, n) -> map;
            case "get" ->
                (a, n) -> {
                    var key = Comparison.key(argument(a, 0), budget);
                    return map.containsKey(key) ? map.get(key) : a.size() > 1 ? a.get(1) : null;
                };
            default -> null;
        };
    }

    static List<@Nullable Object> items(Map<?, ?> map, Budget budget) {
        budget.items(6L * map.size());
        var items = new ArrayList<@Nullable Object>();
        map.forEach((k, v) -> items.add(pair(k, v)));
        return items;
    }

    static Tuple pair(@Nullable Object first, @Nullable Object second) {
        var pair = new ArrayList<@Nullable Object>();
        pair.add(first);
        pair.add(second);
        return new Tuple(pair);
    }

    private static @Nullable Callable list(List<?> list, String name, Budget budget) {
        return switch (name) {
            case "index" ->
                (a, n) -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (Comparison.equal(list.get(i), argument(a, 0), budget)) {
                            return Python.integer(i);
                        }
                    }
                    throw new TemplateFailure(Printing.repr(argument(a, 0), budget) + " is not in list");
                };
            case "count" ->
                (a, n) -> Python.integer(list.stream()
                        .filter(v -> Comparison.equal(v, argument(a, 0), budget))
                        .count());
            case "copy" -> (a, n) -> list;
            default -> null;
        };
    }

    static @Nullable Object argument(List<@Nullable Object> arguments, int i) {
        if (i >= arguments.size()) {
            throw new TemplateFailure("expected at least " + (i + 1) + " argument, got " + arguments.size());
        }
        return arguments.get(i);
    }
}
