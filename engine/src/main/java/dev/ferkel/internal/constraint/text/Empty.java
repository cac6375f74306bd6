package dev.ferkel.internal.constraint.text;

/** The empty word. */
final class Empty extends Regex {
    Empty(Regexes all) {
        super(all, true, true);
    }

    @Override
    Partition cut() {
        return Partition.WHOLE;
    }

    @Override
    Regex derive(int c) {
        return all.none();
    }
}
