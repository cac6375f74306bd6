package dev.ferkel.internal.constraint.schema;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A schema below another one. It may lead back to that one, so its formula is made when it is asked for. */
final class Sub {
    private @Nullable Supplier<Formula> make;
    private @Nullable Formula formula;

    Sub(Supplier<Formula> make) {
        this.make = make;
    }

    static Sub of(Formula formula) {
        return new Sub(() -> formula);
    }

    Formula formula() {
        if (formula == null) {
            formula = Objects.requireNonNull(make).get();
            make = null;
        }
        return formula;
    }
}
