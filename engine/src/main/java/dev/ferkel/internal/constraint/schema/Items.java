package dev.ferkel.internal.constraint.schema;

import java.util.List;

/** An array whose next items are as {@code first} says, and all others as {@code rest}. */
final class Items extends Atom {
    final List<Sub> first;
    final Sub rest;

    private Items(Formulas all, List<Sub> first, Sub rest) {
        super(all, Kind.ARRAY);
        this.first = first;
        this.rest = rest;
    }

    static Formula of(Formulas all, List<Sub> first, Sub rest) {
        return all.atom(List.of(first, rest), new Items(all, first, rest));
    }

    @Override
    Formula about(Step step) {
        return (first.isEmpty() ? rest : first.getFirst()).formula();
    }

    @Override
    Formula after(Step step, boolean held) {
        if (!held) {
            return all.no();
        }
        return first.isEmpty() ? this : of(all, first.subList(1, first.size()), rest);
    }

    @Override
    Formula needed(Step step) {
        return about(step);
    }
}
