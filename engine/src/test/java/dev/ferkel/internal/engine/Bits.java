package dev.ferkel.internal.engine;

import java.util.List;

/** An answer's ids and the bits of its log-probabilities. */
record Bits(List<Integer> ids, List<Integer> logProbabilities) {
    static Bits of(Answer answer) {
        return new Bits(
                answer.ids(),
                answer.logProbabilities().stream().map(Float::floatToIntBits).toList());
    }
}
