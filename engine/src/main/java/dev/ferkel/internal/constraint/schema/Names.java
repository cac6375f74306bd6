package dev.ferkel.internal.constraint.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The names of an object's members so far, equal rows once. */
final class Names {
    private final @Nullable Names before;
    private final String name;
    private final Map<String, Names> more = new HashMap<>();

    Names() {
        this(null, "");
    }

    private Names(@Nullable Names before, String name) {
        this.before = before;
        this.name = name;
    }

    Names with(String next) {
        return more.computeIfAbsent(next, n -> new Names(this, n));
    }

    boolean contains(String other) {
        for (var n = this; n.before != null; n = n.before) {
            if (n.name.equals(other)) {
                return true;
            }
        }
        return false;
    }

    void forEach(Consumer<String> each) {
        for (var n = this; n.before != null; n = n.before) {
            each.accept(n.name);
        }
    }
}
