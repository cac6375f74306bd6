package dev.ferkel.internal.constraint.schema;

import java.util.List;

/**
 * What is asked of a value.
 *
 * @param gate has to be true of it
 * @param tracked of which is to be known whether they are true
 */
record Goal(Formula gate, List<Formula> tracked) {
    Goal restrict(Kind kind) {
        return new Goal(
                gate.restrict(kind), tracked.stream().map(f -> f.restrict(kind)).toList());
    }
}
