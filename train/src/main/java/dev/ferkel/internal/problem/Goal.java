package dev.ferkel.internal.problem;

import java.util.List;

/** What counts as a right answer. */
public sealed interface Goal {
    /** The answer in its canonical form. */
    String answer();

    /** Anything equal to this text, number, quantity or list that is worked out: no fraction that could be reduced. */
    record Value(String answer) implements Goal {}

    /** Any expression with + - * / that has the target's value and uses each number at most once; answer is one. */
    record Reach(List<Integer> numbers, int target, String answer) implements Goal {
        public Reach {
            numbers = List.copyOf(numbers);
        }
    }
}
