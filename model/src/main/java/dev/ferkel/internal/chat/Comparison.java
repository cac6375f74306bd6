package dev.ferkel.internal.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code ==}, {@code <} and {@code in}. */
final class Comparison {
    private Comparison() {}

    static boolean equal(@Nullable Object a, @Nullable Object b, Budget budget) {
        budget.step();
        if (Python.isNumber(a) && Python.isNumber(b)) {
            return a instanceof Double || b instanceof Double
                    ? Python.real(a) == Python.real(b)
                    : Python.whole(a).equals(Python.whole(b));
        }
        if (a instanceof String x && b instanceof String y) {
            budget.read(a);
            return x.equals(y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return x instanceof Tuple == y instanceof Tuple && equalItems(x, y, budget);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return equalMaps(x, y, budget);
        }
        return same(a, b) || a instanceof Undefined && b instanceof Undefined;
    }

    /** Python's {@code is}, for functions and namespaces: they are equal only to themselves. */
    @SuppressWarnings("ReferenceEquality")
    static boolean same(@Nullable Object a, @Nullable Object b) {
        return a == b;
    }

    private static boolean equalItems(List<?> x, List<?> y, Budget budget) {
        boolean same = x.size() == y.size();
        for (int i = 0; same && i < x.size(); i++) {
            same = equal(x.get(i), y.get(i), budget);
        }
        return same;
    }

    private static boolean equalMaps(Map<?, ?> x, Map<?, ?> y, Budget budget) {
        boolean same = x.size() == y.size();
        for (var entry : x.entrySet()) {
            same = same && y.containsKey(entry.getKey()) && equal(entry.getValue(), y.get(entry.getKey()), budget);
        }
        return same;
    }

    /** Negative, zero or positive; fails for values that have no order. */
    static int compare(@Nullable Object a, @Nullable Object b, Budget budget) {
        budget.step();
        if (Python.isNumber(a) && Python.isNumber(b)) {
            return a instanceof Double || b instanceof Double
                    ? Double.compare(Python.real(a) + 0.0, Python.real(b) + 0.0)
                    : Python.whole(a).compareTo(Python.whole(b));
        }
        if (a instanceof String x && b instanceof String y) {
            return texts(x, y, budget);
        }
        if (a instanceof List<?> x && b instanceof List<?> y && x instanceof Tuple == y instanceof Tuple) {
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                int c = compare(x.get(i), y.get(i), budget);
                if (c != 0) {
                    return c;
                }
            }
            return Integer.compare(x.size(), y.size());
        }
        Arithmetic.defined(a, b);
        throw new TemplateFailure(
                "'<' not supported between instances of '" + Python.type(a) + "' and '" + Python.type(b) + "'");
    }

    /** By code points. */
    private static int texts(String x, String y, Budget budget) {
        int same = 0;
        while (same < Math.min(x.length(), y.length()) && x.charAt(same) == y.charAt(same)) {
            same++;
        }
        budget.steps(same / 16);
        if (same == Math.min(x.length(), y.length())) {
            return Integer.compare(x.length(), y.length());
        }
        boolean pairs = Character.isSurrogate(x.charAt(same)) != Character.isSurrogate(y.charAt(same));
        int order = Character.compare(x.charAt(same), y.charAt(same));
        return pairs ? Character.isSurrogate(x.charAt(same)) ? 1 : -1 : order;
    }

    static boolean contains(@Nullable Object container, @Nullable Object item, Budget budget) {
        budget.read(container);
        return switch (container) {
            case String s -> {
                if (item instanceof String part) {
                    budget.search(s, part);
                    yield s.contains(part);
                }
                throw new TemplateFailure("'in <string>' requires string as left operand, not " + Python.type(item));
            }
            case List<?> list -> list.stream().anyMatch(v -> equal(v, item, budget));
            case Map<?, ?> map -> map.containsKey(key(item, budget));
            case Undefined u -> false;
            case null -> throw notIterable(container);
            default -> throw notIterable(container);
        };
    }

    private static TemplateFailure notIterable(@Nullable Object container) {
        return new TemplateFailure("argument of type '" + Python.type(container) + "' is not iterable");
    }

    /** A value as a dict's key: nothing that can change, and nothing that takes too long to hash. */
    static @Nullable Object key(@Nullable Object v, Budget budget) {
        budget.step();
        if (v instanceof Tuple tuple) {
            tuple.forEach(item -> key(item, budget));
        } else if (v instanceof List || v instanceof Map) {
            throw new TemplateFailure("unhashable type: '" + Python.type(v) + "'");
        }
        return v;
    }
}
