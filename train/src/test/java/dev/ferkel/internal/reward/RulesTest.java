package dev.ferkel.internal.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problem;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import java.lang.Character.UnicodeScript;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
    private static final Problem PROBLEM = Problems.generate(Kind.ARITHMETIC, 1, Split.TRAIN, 1, 0);

    private static Attempt attempt(String text, boolean thinking, boolean ended) {
        return Attempt.of(PROBLEM, text, thinking, 10, ended);
    }

    @Test
    void theAnswerCountsOnlyBehindTheThoughts() {
        var right = "Answer: " + PROBLEM.answer();
        assertThat(Rules.isRight(attempt("some work\n</think>" + right, true, true)))
                .isTrue();
        assertThat(Rules.isRight(attempt(right + "\n", true, true))).isFalse();
        assertThat(Rules.isRight(attempt(right, false, true))).isTrue();
        assertThat(Rules.isRight(attempt("work</think>Answer: 123456789", true, true)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'work</think>Answer: 3', true, true, true",
        "'work</think>Answer: 3', true, false, false",
        "'Answer: 3', true, true, false",
        "'work</think>It is 3', true, true, false",
        "'work</think></think>Answer: 3', true, true, false",
        "'work<think></think>Answer: 3', true, true, false",
        "'work</think>Well.\nAnswer: 3', true, true, false",
        "'Answer: 3', false, true, true",
        "'work\nAnswer: 3', false, true, true",
        "'Answer:', false, true, false",
    })
    void format(String text, boolean thinking, boolean ended, boolean expected) {
        assertThat(Rules.isWellFormed(attempt(text, thinking, ended))).isEqualTo(expected);
    }

    @Test
    void language() {
        var reward = Rules.language(UnicodeScript.LATIN);
        assertThat(reward.of(List.of(attempt("three words here", false, true)))).containsExactly(1.0);
        assertThat(reward.of(List.of(attempt("one 二 two три", false, true)))).containsExactly(0.5);
        assertThat(reward.of(List.of(attempt("1+2=3", false, true)))).containsExactly(1.0);
    }

    /** DAPO, eq. 13, with 100 tokens at most and a margin of 20. */
    @Test
    void length() {
        var reward = Rules.length(100, 20);
        for (var pair : new double[][] {{50, 0}, {80, 0}, {90, -0.5}, {100, -1}}) {
            var attempt = Attempt.of(PROBLEM, "x", false, (int) pair[0], true);
            assertThat(reward.of(List.of(attempt)).getFirst()).isEqualTo(pair[1]);
        }
    }

    @Test
    void aCommandJudges() {
        var attempts = List.of(attempt("Answer: 1", false, true), attempt("Answer: 22", false, true));
        var reward = new CommandReward("while read line; do echo ${#line}; done", 20);
        var values = reward.of(attempts);
        assertThat(values.get(1) - values.get(0)).isEqualTo(1);
        assertThatThrownBy(() -> new CommandReward("echo 1", 20).of(attempts))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("1 lines for 2 attempts");
        assertThatThrownBy(() -> new CommandReward("cat", 20).of(attempts)).hasMessageContaining("expected a number");
        assertThatThrownBy(() -> new CommandReward("sleep 30", 1).of(attempts)).hasMessageContaining("1 s");
    }

    @Test
    void readability() {
        assertThat(Readability.isReadable(attempt("4+3=7\n</think>Answer: 7", true, true)))
                .isTrue();
        assertThat(Readability.isReadable(attempt("\n</think>Answer: 7", true, true)))
                .isFalse();
        assertThat(Readability.isReadable(attempt("Answer: 7", false, true))).isTrue();
        assertThat(Readability.isReadable(attempt("so\nso\nso\nso\nso\nso</think>Answer: 7", true, true)))
                .isFalse();
        assertThat(Readability.isReadable(attempt("это 7</think>Answer: 7", true, true)))
                .isFalse();
        assertThat(Readability.isReadable(attempt("x".repeat(500) + "</think>Answer: 7", true, true)))
                .isFalse();
    }
}
