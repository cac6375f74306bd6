package dev.ferkel.internal.constraint.schema;

/** An object or array with at least so many members or items more. */
final class AtLeast extends Atom {
    final int count;

    private AtLeast(Formulas all, Kind kind, int count) {
        super(all, kind);
        this.count = count;
    }

    static Formula of(Formulas all, Kind kind, int count) {
        return count == 0 ? KindIs.of(all, kind) : all.atom(kind.ordinal() + 8L * count, new AtLeast(all, kind, count));
    }

    private Formula less() {
        return count == 1 ? all.yes() : of(all, kind, count - 1);
    }

    @Override
    Formula after(Step step, boolean held) {
        return less();
    }

    @Override
    Formula enough(Step step) {
        return all.of(count == 1);
    }

    @Override
    boolean atEnd() {
        return false;
    }
}
