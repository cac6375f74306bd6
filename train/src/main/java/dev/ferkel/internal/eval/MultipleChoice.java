package dev.ferkel.internal.eval;

import java.util.List;

/**
 * A question with answers to choose from.
 *
 * @param answer index of the right one
 */
record MultipleChoice(String question, List<String> choices, int answer) {
    MultipleChoice {
        choices = List.copyOf(choices);
    }
}
