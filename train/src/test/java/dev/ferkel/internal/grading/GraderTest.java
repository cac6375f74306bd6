package dev.ferkel.internal.grading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.problem.Goal;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problem;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GraderTest {
    /** Another problem's answer is wrong, unless it is the same. */
    @ParameterizedTest
    @EnumSource
    void otherAnswersAreWrong(Kind kind) {
        for (int i = 0; i < 500; i++) {
            Problem problem = Problems.generate(kind, 1 + i % 5, Split.TRAIN, 3, i);
            String other = Problems.generate(kind, 1 + i % 5, Split.TRAIN, 4, i).answer();
            String given = other.equals(problem.answer()) ? "17 elephants" : other;
            boolean reached = kind == Kind.COUNTDOWN && Grader.grade(problem, "Answer: " + given) == Verdict.CORRECT;
            boolean unitless = bare(given).equals(bare(problem.answer()));
            if (!reached && !unitless) {
                assertThat(Grader.grade(problem, "Answer: " + given))
                        .as("%s: %s", problem, given)
                        .isEqualTo(Verdict.WRONG);
            }
        }
    }

    private static String bare(String answer) {
        return answer.replaceAll("[^0-9-]", "");
    }

    /** To convert is the question: the quantity in its old unit is no answer. */
    @Test
    void theUnitThatWasAskedForCounts() {
        for (int i = 0; i < 200; i++) {
            Problem problem = Problems.generate(Kind.UNIT, 1, Split.TRAIN, 9, i);
            if (problem.instance().startsWith("smaller ")) {
                String[] parts = problem.instance().split(" ");
                assertThat(MathAnswer.equal(problem.answer(), parts[1] + " " + parts[2]))
                        .isTrue();
                assertThat(Grader.grade(problem, "Answer: " + parts[1] + " " + parts[2]))
                        .isEqualTo(Verdict.WRONG);
            }
        }
    }

    /** A number is an answer once it is worked out: no quotient of a whole number, no fraction that can be reduced. */
    @ParameterizedTest
    @CsvSource({
        "6, 6, true",
        "6, 6.0, true",
        "6, x = 6, true",
        "6, 18/3, false",
        "6, x = 18/3, false",
        "6, \\frac{18}{3}, false",
        "6, 6/1, false",
        "6, 18 \\div 3, false",
        "1/3, 1/3, true",
        "1/3, \\frac13, true",
        "1/3, 3/9, false",
        "1/3, \\dfrac{3}{9}, false",
        "1/3, 0.1/0.3, false",
        "1/4, 0.25, true",
        "0.5, 1/2, true",
        "0.5, 2/4, false",
        "5/3, 1 2/3, true",
        "5/3, 1 4/6, false",
        "5/3, 10/6, false",
        "10/14, 10/14, true",
        "10/14, 5/7, true",
        "10/14, 20/28, false",
        "'2, 3', '2, 3', true",
        "'2, 3', '2, 6/2', false",
    })
    void numbersAreWorkedOut(String reference, String given, boolean right) {
        Problem any = Problems.generate(Kind.EQUATION, 1, Split.TRAIN, 1, 1);
        var problem = new Problem(
                any.kind(), 1, any.phrasing(), any.instance(), any.question(), new Goal.Value(reference), Map.of());
        assertThat(MathAnswer.equalInUnit(reference, given)).isTrue();
        assertThat(Grader.grade(problem, "Answer: " + given)).isEqualTo(right ? Verdict.CORRECT : Verdict.WRONG);
    }

    @Test
    void aTextWithoutAnswerHasNone() {
        Problem problem = Problems.generate(Kind.ARITHMETIC, 1, Split.TRAIN, 1, 1);
        for (String text : List.of("", "I do not know.", "Answer:", "Answer: \n\n", "\\boxed{", problem.answer())) {
            assertThat(Grader.grade(problem, text)).as(text).isEqualTo(Verdict.NO_ANSWER);
        }
    }

    @Test
    void expressionsAreWorkedOut() {
        List<Integer> numbers = List.of(3, 5, 2, 2);
        for (String right : List.of(
                "(3+5)*2", "(3 + 5) * 2", "2*(5+3) = 16", "5*3+2/2", "(3+5)\\times 2", "$(3+5)*2$", "((3+5))*2.")) {
            assertThat(ExpressionChecker.reaches(right, numbers, 16)).as(right).isTrue();
        }
        for (String wrong : List.of(
                "16",
                "(3+5)*2*1",
                "3*5",
                "3*5+1",
                "(3+5)*(2",
                "(3+5)*2)",
                "",
                "3**5",
                "-3+5",
                "3+5 2",
                "(3+5)*2=17",
                "3/(2-2)",
                "(5+5)*2-3",
                "35-2",
                "1".repeat(100),
                "(".repeat(100_000),
                "2+2+2+5+5")) {
            assertThat(ExpressionChecker.reaches(wrong, numbers, 16)).as(wrong).isFalse();
        }
        assertThat(ExpressionChecker.reaches("8/(3-8/3)", List.of(3, 3, 8, 8), 24))
                .isTrue();
    }
}
