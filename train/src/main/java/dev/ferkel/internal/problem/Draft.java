package dev.ferkel.internal.problem;

import java.util.Map;

/**
 * An instance before it is put into a phrasing.
 *
 * @param form names the phrasings
 * @param instance the operands in canonical order
 * @param slots what fills the phrasings' braces
 */
record Draft(String form, String instance, Map<String, String> slots, Goal goal, Work steps, Work search) {
    static Draft of(String form, String instance, Map<String, String> slots, String answer, Work steps, Work search) {
        return new Draft(form, form + " " + instance, slots, new Goal.Value(answer), steps, search);
    }

    String solution(Style style) {
        String work = switch (style) {
            case DIRECT -> "";
            case STEPS -> steps.text();
            case SEARCH -> search.text();
        };
        return work + "Answer: " + goal.answer();
    }
}
