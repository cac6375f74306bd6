package dev.ferkel.internal.problem;

import java.util.List;

/** A larger unit that is a whole number of a smaller one. */
record Unit(String large, String small, int factor) {
    static final List<Unit> ALL = List.of(
            new Unit("cm", "mm", 10),
            new Unit("m", "cm", 100),
            new Unit("km", "m", 1000),
            new Unit("kg", "g", 1000),
            new Unit("t", "kg", 1000),
            new Unit("l", "ml", 1000),
            new Unit("h", "min", 60),
            new Unit("min", "s", 60),
            new Unit("days", "h", 24),
            new Unit("weeks", "days", 7));

    String rule() {
        return "1 " + (large.endsWith("s") ? large.substring(0, large.length() - 1) : large) + " is " + factor + " "
                + small;
    }
}
