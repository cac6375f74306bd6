package dev.ferkel.internal.constraint.text;

/** A number of words one after the other. */
final class Repeat extends Regex {
    final Regex of;
    final int least;
    final int most;

    /** @param least 0 if {@code of} has the empty word */
    Repeat(Regexes all, Regex of, int least, int most) {
        super(all, least == 0, of.isLive());
        this.of = of;
        this.least = least;
        this.most = most;
        if (least > 0 && !of.isLive()) {
            dead();
        }
    }

    @Override
    Partition cut() {
        return of.classes();
    }

    @Override
    Regex derive(int c) {
        var rest = all.repeat(of, Math.max(0, least - 1), most == Regexes.INFINITE ? most : most - 1);
        return all.seq(of.after(c), rest);
    }
}
