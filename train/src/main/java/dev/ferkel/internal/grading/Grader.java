package dev.ferkel.internal.grading;

import dev.ferkel.internal.problem.Goal;
import dev.ferkel.internal.problem.Problem;
import java.util.Optional;

/** Grades a model's text. */
public final class Grader {
    private Grader() {}

    /** Finds the final answer in the text and holds it to the problem's goal; never throws. */
    public static Verdict grade(Problem problem, String modelText) {
        Optional<String> found = MathAnswer.extract(modelText);
        return found.map(answer -> reaches(problem.goal(), answer) ? Verdict.CORRECT : Verdict.WRONG)
                .orElse(Verdict.NO_ANSWER);
    }

    private static boolean reaches(Goal goal, String answer) {
        return switch (goal) {
            case Goal.Value value ->
                MathAnswer.equalInUnit(value.answer(), answer) && LowestTerms.hold(value.answer(), answer);
            case Goal.Reach reach -> ExpressionChecker.reaches(answer, reach.numbers(), reach.target());
        };
    }
}
