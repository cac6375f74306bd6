package dev.ferkel.internal.constraint.schema;

import java.util.function.Function;

/** What is said of values of one kind, and false of all others. */
abstract class Atom extends Formula {
    final Kind kind;

    Atom(Formulas all, Kind kind) {
        super(all, 1);
        this.kind = kind;
    }

    @Override
    final Formula map(Function<Atom, Formula> replace) {
        return replace.apply(this);
    }

    /** What is left when the value's kind is known. */
    Formula of(Kind known) {
        return known == kind ? this : all.no();
    }

    /** What it asks of the value of this member or item; true if nothing. */
    Formula about(Step step) {
        return all.yes();
    }

    /**
     * What is left of it behind a member or item.
     *
     * @param held whether the value was as it asked
     */
    Formula after(Step step, boolean held) {
        return this;
    }

    /** What the value has to be so that this can still become true. */
    Formula needed(Step step) {
        return all.yes();
    }

    /** What the value may be so that this is true whatever comes later. */
    Formula enough(Step step) {
        return all.no();
    }

    /** Whether it holds when the object or array ends here. */
    boolean atEnd() {
        return true;
    }
}
