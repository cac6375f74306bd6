package dev.ferkel.internal.constraint.schema;

import java.util.List;

/** An array with at least so many more items of that form. */
final class Contains extends Atom {
    final Sub item;
    final int count;

    private Contains(Formulas all, Sub item, int count) {
        super(all, Kind.ARRAY);
        this.item = item;
        this.count = count;
    }

    static Formula of(Formulas all, Sub item, int count) {
        return count == 0 ? KindIs.of(all, Kind.ARRAY) : all.atom(List.of(item, count), new Contains(all, item, count));
    }

    @Override
    Formula about(Step step) {
        return item.formula();
    }

    @Override
    Formula after(Step step, boolean held) {
        return !held ? this : count == 1 ? all.yes() : of(all, item, count - 1);
    }

    @Override
    Formula enough(Step step) {
        return count == 1 ? item.formula() : all.no();
    }

    @Override
    boolean atEnd() {
        return false;
    }
}
