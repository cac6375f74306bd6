package dev.ferkel.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.grading.MathAnswer;
import dev.ferkel.internal.grading.Verdict;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Majorities of answers to a question whose answer is one half. */
class MajorityTest {
    private static double majority(String... answers) {
        return Majority.of(Arrays.stream(answers)
                .map(a -> new Sample(a, Optional.of(a).filter(t -> !t.isEmpty()), verdict(a), 1, true))
                .toList());
    }

    private static Verdict verdict(String answer) {
        return answer.isEmpty() ? Verdict.NO_ANSWER : MathAnswer.equal("1/2", answer) ? Verdict.CORRECT : Verdict.WRONG;
    }

    @Test
    void votesCountByMeaning() {
        assertThat(majority("1/2", "0.5", "3", "3", "\\frac{1}{2}")).isEqualTo(1);
        assertThat(majority("1/2", "3", "3")).isZero();
    }

    @Test
    void tiesShare() {
        assertThat(majority("1/2", "3")).isEqualTo(0.5);
        assertThat(majority("1/2", "3", "4", "5")).isEqualTo(0.25);
    }

    @Test
    void noAnswerIsNoVote() {
        assertThat(majority("", "", "0.5")).isEqualTo(1);
        assertThat(majority("", "")).isZero();
    }
}
