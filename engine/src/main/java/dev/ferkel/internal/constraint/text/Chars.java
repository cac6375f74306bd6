package dev.ferkel.internal.constraint.text;

/** One code point of a set. */
final class Chars extends Regex {
    final CharSet set;

    Chars(Regexes all, CharSet set) {
        super(all, false, !set.isEmpty());
        this.set = set;
    }

    @Override
    Partition cut() {
        return set.partition();
    }

    @Override
    Regex derive(int c) {
        return set.contains(c) ? all.empty() : all.none();
    }
}
