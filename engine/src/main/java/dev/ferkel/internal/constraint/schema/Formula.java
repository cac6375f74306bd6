package dev.ferkel.internal.constraint.schema;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What is said of one value. Equal formulas of one {@link Formulas} are the same object. */
@SuppressWarnings("ReferenceEquality") // equal ones are the same object
abstract class Formula {
    final Formulas all;
    final int id;
    /** Of the written formula, shared parts counted each time. */
    final long size;

    private final Map<Kind, Formula> restricted = new EnumMap<>(Kind.class);

    Formula(Formulas all, long size) {
        this.all = all;
        this.id = all.count(size);
        this.size = size;
    }

    /** With each atom replaced. */
    abstract Formula map(Function<Atom, Formula> replace);

    /** The formulas it is made of. */
    List<Formula> parts() {
        return List.of();
    }

    final boolean isTrue() {
        return this == all.yes();
    }

    final boolean isFalse() {
        return this == all.no();
    }

    /** Of a value of that kind: atoms of other kinds are gone. */
    final Formula restrict(Kind kind) {
        var known = restricted.get(kind);
        if (known == null) {
            known = map(atom -> atom.of(kind));
            restricted.put(kind, known);
        }
        return known;
    }
}
