package dev.ferkel.internal.constraint.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** All of its parts, any of them, or exactly one. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
final class Junction extends Formula {
    enum Type {
        AND,
        OR,
        ONE
    }

    final Type type;
    final List<Formula> parts;

    Junction(Formulas all, Type type, List<Formula> parts) {
        super(all, 1 + parts.stream().mapToLong(p -> p.size).sum());
        this.type = type;
        this.parts = parts;
    }

    @Override
    List<Formula> parts() {
        return parts;
    }

    @Override
    Formula map(Function<Atom, Formula> replace) {
        List<Formula> mapped = new ArrayList<>(parts.size());
        boolean same = true;
        for (var part : parts) {
            var next = part.map(replace);
            same &= next == part;
            mapped.add(next);
        }
        return same ? this : of(mapped);
    }

    /** The same of other parts. */
    Formula of(List<Formula> others) {
        return switch (type) {
            case AND -> all.and(others);
            case OR -> all.or(others);
            case ONE -> all.one(others);
        };
    }
}
