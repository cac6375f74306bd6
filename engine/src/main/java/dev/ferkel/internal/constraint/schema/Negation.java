package dev.ferkel.internal.constraint.schema;

import java.util.List;
import java.util.function.Function;

/** The contrary. */
final class Negation extends Formula {
    final Formula of;

    Negation(Formulas all, Formula of) {
        super(all, of.size + 1);
        this.of = of;
    }

    @Override
    List<Formula> parts() {
        return List.of(of);
    }

    @Override
    Formula map(Function<Atom, Formula> replace) {
        return all.not(of.map(replace));
    }
}
