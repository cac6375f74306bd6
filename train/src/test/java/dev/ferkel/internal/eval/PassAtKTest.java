package dev.ferkel.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The estimator against all choices of k answers. */
class PassAtKTest {
    @Test
    void everyChoiceOfKAnswers() {
        for (int n = 1; n <= 8; n++) {
            for (int correct = 0; correct <= n; correct++) {
                for (int k = 1; k <= n; k++) {
                    assertThat(PassAtK.of(n, correct, k)).isCloseTo(counted(n, correct, k), within(1e-12));
                }
            }
        }
    }

    /** The share of the subsets of k of n answers, the first of which are right, that have a right one. */
    private static double counted(int n, int correct, int k) {
        int subsets = 0;
        int passed = 0;
        for (int set = 0; set < 1 << n; set++) {
            if (Integer.bitCount(set) == k) {
                subsets++;
                passed += (set & ((1 << correct) - 1)) != 0 ? 1 : 0;
            }
        }
        return (double) passed / subsets;
    }

    @Test
    void moreAnswersThanThereAre() {
        assertThatThrownBy(() -> PassAtK.of(4, 1, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
