package dev.ferkel.internal.constraint.text;

/** All other words. */
final class Not extends Regex {
    final Regex of;

    Not(Regexes all, Regex of) {
        super(all, !of.nullable, false);
        this.of = of;
    }

    @Override
    Partition cut() {
        return of.classes();
    }

    @Override
    Regex derive(int c) {
        return all.not(of.after(c));
    }
}
