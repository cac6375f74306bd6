package dev.ferkel.internal.eval;

import dev.ferkel.internal.grading.MathAnswer;
import dev.ferkel.internal.grading.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which answer most samples gave (self-consistency, Wang et al. 2022). */
final class Majority {
    /** Votes for one answer. */
    private static final class Party {
        private final String answer;
        private int votes;
        private int correct;

        Party(String answer) {
            this.answer = answer;
        }
    }

    private Majority() {}

    /**
     * 1 if the answer with most votes is right, else 0; between answers with equally many, the share of them that is.
     * Answers are one where they mean the same; samples without an answer don't vote.
     */
    static double of(List<Sample> samples) {
        var parties = new ArrayList<Party>();
        for (var sample : samples) {
            if (sample.answer().isEmpty() || sample.verdict() == Verdict.NO_ANSWER) {
                continue;
            }
            var answer = sample.answer().get();
            Optional<Party> found =
                    parties.stream().filter(p -> same(p.answer, answer)).findFirst();
            var party = found.orElseGet(() -> new Party(answer));
            if (found.isEmpty()) {
                parties.add(party);
            }
            party.votes++;
            party.correct += sample.verdict() == Verdict.CORRECT ? 1 : 0;
        }
        int most = parties.stream().mapToInt(p -> p.votes).max().orElse(0);
        return parties.stream()
                .filter(p -> p.votes == most)
                .mapToDouble(p -> 2 * p.correct > p.votes ? 1 : 0)
                .average()
                .orElse(0);
    }

    private static boolean same(String a, String b) {
        return a.equals(b) || MathAnswer.equalInUnit(a, b);
    }
}
