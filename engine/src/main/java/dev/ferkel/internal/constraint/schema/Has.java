package dev.ferkel.internal.constraint.schema;

/** An object with a member of this name. */
final class Has extends Atom {
    final String name;

    private Has(Formulas all, String name) {
        super(all, Kind.OBJECT);
        this.name = name;
    }

    static Formula of(Formulas all, String name) {
        return all.atom(name, new Has(all, name));
    }

    @Override
    Formula after(Step step, boolean held) {
        return step.is(name) ? all.yes() : this;
    }

    @Override
    Formula enough(Step step) {
        return all.of(step.is(name));
    }

    @Override
    boolean atEnd() {
        return false;
    }
}
