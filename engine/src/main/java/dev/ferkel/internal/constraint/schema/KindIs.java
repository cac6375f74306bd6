package dev.ferkel.internal.constraint.schema;

/** The value is of this kind. */
final class KindIs extends Atom {
    private KindIs(Formulas all, Kind kind) {
        super(all, kind);
    }

    static Formula of(Formulas all, Kind kind) {
        return all.atom(kind, new KindIs(all, kind));
    }

    @Override
    Formula of(Kind known) {
        return all.of(known == kind);
    }
}
