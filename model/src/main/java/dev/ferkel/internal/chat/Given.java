package dev.ferkel.internal.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Positional and named arguments of one use of a filter, and what the rendering may still cost. */
record Given(List<@Nullable Object> positional, Map<String, @Nullable Object> named, Budget budget) {
    @Nullable
    Object get(int i, String name, @Nullable Object otherwise) {
        return i < positional.size() ? positional.get(i) : named.containsKey(name) ? named.get(name) : otherwise;
    }

    String text(int i, String name, String otherwise) {
        return Printing.str(get(i, name, otherwise), budget);
    }

    boolean has(int i, String name) {
        return i < positional.size() || named.containsKey(name);
    }

    boolean is(int i, String name) {
        return Python.truth(get(i, name, false));
    }
}
