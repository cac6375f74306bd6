package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.text.Regex;
import java.util.Set;

/**
 * A member of an object, or the next item of an array.
 *
 * @param name the member's, if any atom knows it by name; otherwise empty
 * @param named whether it is
 * @param patterns that its name matches
 */
record Step(String name, boolean named, Set<Regex> patterns) {
    static final Step ITEM = new Step("", false, Set.of());

    boolean is(String other) {
        return named && name.equals(other);
    }
}
