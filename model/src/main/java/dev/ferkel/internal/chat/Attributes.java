package dev.ferkel.internal.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands after a dot and in brackets. */
final class Attributes {
    private static final Set<String> UNSAFE = Set.of(
            "append",
            "extend",
            "insert",
            "remove",
            "pop",
            "clear",
            "update",
            "setdefault",
            "popitem",
            "sort",
            "reverse");

    private Attributes() {}

    /** {@code x.name}: a method or attribute first, then a key. */
    static @Nullable Object attribute(@Nullable Object v, String name, Budget budget) {
        if (v instanceof Undefined u) {
            throw u.failure();
        }
        if (v instanceof Namespace n) {
            return n.values().containsKey(name) ? n.values().get(name) : new Undefined(name);
        }
        if (v instanceof Loop.LoopVariable loop) {
            return loop.values().containsKey(name) ? loop.values().get(name) : new Undefined(name);
        }
        boolean mutable = v instanceof Map || v instanceof List && !(v instanceof Tuple);
        if (mutable
                && UNSAFE.contains(name)
                && !(v instanceof Map<?, ?> m
                        && (m.containsKey(name) || name.matches("append|extend|insert|remove|sort|reverse")))) {
            throw new TemplateFailure(
                    "access to attribute '" + name + "' of '" + Python.type(v) + "' object is unsafe.");
        }
        var method = Methods.find(v, name, budget);
        if (method != null) {
            return method;
        }
        return v instanceof Map<?, ?> map && map.containsKey(name) ? map.get(name) : new Undefined(name);
    }

    /** {@code x[key]}. */
    static @Nullable Object item(@Nullable Object v, @Nullable Object key, Budget budget) {
        budget.read(v instanceof String ? v : null);
        switch (v) {
            case Undefined u -> throw u.failure();
            case Map<?, ?> map -> {
                if (map.containsKey(Comparison.key(key, budget))) {
                    return map.get(key);
                }
            }
            case Namespace n -> {
                if (key instanceof String name && n.values().containsKey(name)) {
                    return n.values().get(name);
                }
            }
            case List<?> list -> {
                int i = key instanceof BigInteger ? at(Python.index(key), list.size()) : -1;
                if (i >= 0) {
                    return list.get(i);
                }
            }
            case String s -> {
                int i = key instanceof BigInteger ? at(Python.index(key), Python.length(s)) : -1;
                if (i >= 0) {
                    return Character.toString(s.codePointAt(s.offsetByCodePoints(0, i)));
                }
            }
            case null -> {}
            default -> {}
        }
        return new Undefined(Printing.str(key, budget));
    }

    private static int at(int index, int size) {
        int i = index < 0 ? index + size : index;
        return i >= 0 && i < size ? i : -1;
    }

    /** {@code x[start:stop:step]}. */
    static Object slice(
            @Nullable Object v, @Nullable Object start, @Nullable Object stop, @Nullable Object step, Budget budget) {
        if (!(v instanceof String) && !(v instanceof List<?>)) {
            if (v instanceof Undefined u) {
                throw u.failure();
            }
            throw new TemplateFailure("'" + Python.type(v) + "' object is not subscriptable");
        }
        budget.read(v);
        int[] points = v instanceof String s ? s.codePoints().toArray() : null;
        int n = points != null ? points.length : ((List<?>) v).size();
        int by = step == null ? 1 : Python.index(step);
        if (by == 0) {
            throw new TemplateFailure("slice step cannot be zero");
        }
        int from = bound(start, by > 0 ? 0 : n - 1, n, by);
        int to = bound(stop, by > 0 ? n : -1, n, by);
        if (points != null) {
            var text = new StringBuilder();
            for (long i = from; by > 0 ? i < to : i > to; i += by) {
                text.appendCodePoint(points[(int) i]);
            }
            budget.text(text.length());
            return text.toString();
        }
        var part = new ArrayList<@Nullable Object>();
        for (long i = from; by > 0 ? i < to : i > to; i += by) {
            part.add(((List<?>) v).get((int) i));
        }
        budget.items(part.size());
        return v instanceof Tuple ? new Tuple(part) : part;
    }

    private static int bound(@Nullable Object given, int otherwise, int n, int by) {
        if (given == null) {
            return otherwise;
        }
        int i = Python.index(given);
        i = i < 0 ? i + n : i;
        return by > 0 ? Math.clamp(i, 0, n) : Math.clamp(i, -1, n - 1);
    }
}
