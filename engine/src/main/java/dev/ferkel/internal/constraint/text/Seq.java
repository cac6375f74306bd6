package dev.ferkel.internal.constraint.text;

/** One after the other. */
final class Seq extends Regex {
    final Regex first;
    final Regex second;

    Seq(Regexes all, Regex first, Regex second) {
        super(all, first.nullable && second.nullable, first.isLive() && second.isLive());
        this.first = first;
        this.second = second;
        if (!first.isLive() || !second.isLive()) {
            dead();
        }
    }

    @Override
    Partition cut() {
        return first.nullable ? first.classes().and(second.classes()) : first.classes();
    }

    @Override
    Regex derive(int c) {
        var rest = all.seq(first.after(c), second);
        return first.nullable ? all.or(rest, second.after(c)) : rest;
    }
}
