package dev.ferkel.internal.problem;

import java.util.List;

/** What an islander says about one or two people: that a is a knight or knave, that a and b are alike, that one is a knave. */
record Claim(Says says, int a, int b) {
    enum Says {
        KNIGHT,
        KNAVE,
        SAME,
        DIFFERENT,
        SOME_KNAVE,
        BOTH_KNIGHTS
    }

    /** Something about another, or about the speaker and another. */
    static Claim draw(Draw draw, int speaker, int people) {
        int other = (speaker + draw.between(1, people - 1)) % people;
        Says says = draw.pick(List.of(Says.values()));
        return says == Says.KNIGHT || says == Says.KNAVE
                ? new Claim(says, other, other)
                : new Claim(says, Math.min(speaker, other), Math.max(speaker, other));
    }

    static boolean knight(int world, int i) {
        return (world >> i & 1) == 1;
    }

    boolean holds(int world) {
        boolean x = knight(world, a);
        boolean y = knight(world, b);
        return switch (says) {
            case KNIGHT -> x;
            case KNAVE -> !x;
            case SAME -> x == y;
            case DIFFERENT -> x != y;
            case SOME_KNAVE -> !x || !y;
            case BOTH_KNIGHTS -> x && y;
        };
    }

    String text(List<String> names) {
        String pair = names.get(a) + " and " + names.get(b);
        return switch (says) {
            case KNIGHT -> names.get(a) + " is a knight";
            case KNAVE -> names.get(a) + " is a knave";
            case SAME -> pair + " are alike";
            case DIFFERENT -> pair + " are not alike";
            case SOME_KNAVE -> pair + " are not both knights";
            case BOTH_KNIGHTS -> pair + " are both knights";
        };
    }

    String key() {
        return says + "(" + a + "," + b + ")";
    }
}
