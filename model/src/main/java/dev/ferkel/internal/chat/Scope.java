package dev.ferkel.internal.chat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables that are visible at one place, innermost first. */
final class Scope {
    private final @Nullable Scope parent;
    private final Map<String, @Nullable Object> variables = new HashMap<>();
    final Budget budget;

    Scope(Budget budget) {
        this.parent = null;
        this.budget = budget;
    }

    Scope(Scope parent) {
        this.parent = parent;
        this.budget = parent.budget;
    }

    @Nullable
    Object get(String name) {
        for (var s = this; s != null; s = s.parent) {
            if (s.variables.containsKey(name)) {
                return s.variables.get(name);
            }
        }
        return new Undefined(name);
    }

    void set(String name, @Nullable Object value) {
        variables.put(name, value);
    }
}
