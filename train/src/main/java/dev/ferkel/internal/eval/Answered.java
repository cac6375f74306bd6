package dev.ferkel.internal.eval;

import dev.ferkel.internal.grading.Verdict;
import java.util.List;

/** A question with a model's answers to it. */
public record Answered(Question question, List<Sample> samples) {
    public Answered {
        samples = List.copyOf(samples);
    }

    int correct() {
        return (int)
                samples.stream().filter(s -> s.verdict() == Verdict.CORRECT).count();
    }
}
