package dev.ferkel.internal.constraint.schema;

import java.util.IdentityHashMap;

/**
 * Carries a formula over to the value of a member or item: {@code up} has to be true of that value so that the formula
 * can still become true, {@code low} makes it true whatever comes.
 */
final class Bounds {
    /** Of "exactly one" with more parts no exact bounds are made. */
    private static final int PARTS = 8;

    private record Pair(Formula up, Formula low) {}

    private final Formulas all;
    private final Step step;
    private final IdentityHashMap<Formula, Pair> known = new IdentityHashMap<>();

    Bounds(Formulas all, Step step) {
        this.all = all;
        this.step = step;
    }

    Formula up(Formula f) {
        return pair(f).up;
    }

    private Pair pair(Formula f) {
        var pair = known.get(f);
        if (pair == null) {
            pair = make(f);
            known.put(f, pair);
        }
        return pair;
    }

    private Pair make(Formula f) {
        return switch (f) {
            case Atom atom -> new Pair(atom.needed(step), atom.enough(step));
            case Negation n -> not(pair(n.of));
            case Junction j -> junction(j);
            default -> new Pair(f, f);
        };
    }

    private Pair not(Pair p) {
        return new Pair(all.not(p.low), all.not(p.up));
    }

    private Pair and(Pair a, Pair b) {
        return new Pair(all.and(a.up, b.up), all.and(a.low, b.low));
    }

    private Pair or(Pair a, Pair b) {
        return new Pair(all.or(a.up, b.up), all.or(a.low, b.low));
    }

    private Pair junction(Junction j) {
        var parts = j.parts.stream().map(this::pair).toList();
        var ups = parts.stream().map(Pair::up).toList();
        if (j.type != Junction.Type.ONE) {
            var lows = parts.stream().map(Pair::low).toList();
            return j.type == Junction.Type.AND
                    ? new Pair(all.and(ups), all.and(lows))
                    : new Pair(all.or(ups), all.or(lows));
        }
        if (parts.size() > PARTS) {
            return new Pair(all.or(ups), all.no());
        }
        var none = new Pair(all.yes(), all.yes());
        var one = new Pair(all.no(), all.no());
        for (var part : parts) {
            one = or(and(one, not(part)), and(none, part));
            none = and(none, not(part));
        }
        return one;
    }
}
