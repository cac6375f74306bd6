package dev.ferkel.internal.constraint.schema;

import dev.ferkel.internal.constraint.text.Regex;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A member of an object, or the next item of an array.
 *
 * @param name the member's, if any atom knows it by name; otherwise empty
 * @param named whether it is
 * @param patterns that its name matches
 * @param value what it was, where that counts; otherwise missing
 */
record Step(String name, boolean named, Set<Regex> patterns, JsonNode value) {
    static final Step ITEM = new Step("", false, Set.of());

    Step(String name, boolean named, Set<Regex> patterns) {
        this(name, named, patterns, MissingNode.getInstance());
    }

    Step with(JsonNode seen) {
        return new Step(name, named, patterns, seen);
    }

    boolean is(String other) {
        return named && name.equals(other);
    }
}
