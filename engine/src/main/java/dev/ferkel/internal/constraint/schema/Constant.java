package dev.ferkel.internal.constraint.schema;

import java.util.function.Function;

/** True or false. */
final class Constant extends Formula {
    Constant(Formulas all) {
        super(all, 1);
    }

    @Override
    Formula map(Function<Atom, Formula> replace) {
        return this;
    }
}
