package dev.ferkel.internal.problem;

import dev.ferkel.error.FerkelException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes problems. Each is a function of its arguments alone, so that a stream of them can be taken up anywhere. */
public final class Problems {
    public static final int MAX_DIFFICULTY = 5;

    /** One instance in so many is kept from TRAIN. */
    private static final int HELD_OUT = 16;

    /** How many of a hundred have expressions without spaces. */
    private static final int TIGHT = 40;

    /** By far more draws than any split needs; fewer would be a mistake in a form. */
    private static final int MAX_DRAWS = 10_000;

    private Problems() {}

    /**
     * The problem with an index.
     *
     * @param difficulty 1 to {@link #MAX_DIFFICULTY}
     * @throws FerkelException when the difficulty is another
     */
    public static Problem generate(Kind kind, int difficulty, Split split, long seed, long index) {
        if (difficulty < 1 || difficulty > MAX_DIFFICULTY) {
            throw FerkelException.of("difficulty is %d, expected 1 to %d", difficulty, MAX_DIFFICULTY);
        }
        int level = split == Split.HARDER ? difficulty + 1 : difficulty;
        Draw draw = Draw.of(
                level, split == Split.NEW_RANGE, seed, index, Hash.of(kind.id()), difficulty, Hash.of(split.name()));
        for (int i = 0; i < MAX_DRAWS; i++) {
            Draft draft = kind.draft(draw);
            boolean heldOut = Long.remainderUnsigned(Hash.of(draft.instance()), HELD_OUT) == 0;
            if (heldOut == (split != Split.TRAIN)) {
                Map<Style, String> solutions = solutions(draft);
                if (solutions.values().stream().allMatch(s -> fits(s, level))) {
                    Phrasing phrasing = Phrasings.pick(draft.form(), draw, split);
                    return problem(kind, difficulty, draft, solutions, phrasing, written(draft.slots(), draw));
                }
            }
        }
        throw new IllegalStateException(kind.id() + " gave no problem for " + split + " at difficulty " + difficulty);
    }

    private static Problem problem(
            Kind kind,
            int difficulty,
            Draft draft,
            Map<Style, String> solutions,
            Phrasing phrasing,
            Map<String, String> slots) {
        return new Problem(
                kind, difficulty, phrasing.id(), draft.instance(), phrasing.fill(slots), draft.goal(), solutions);
    }

    /** Expressions with no space around their signs, as many people write them, or as they are. */
    private static Map<String, String> written(Map<String, String> slots, Draw draw) {
        if (!draw.chance(TIGHT)) {
            return slots;
        }
        var tight = new HashMap<>(slots);
        for (String slot : List.of("expression", "equation", "statement")) {
            tight.computeIfPresent(slot, (name, text) -> text.replaceAll(" ?([-+*/=<>]) ?", "$1"));
        }
        return tight;
    }

    private static Map<Style, String> solutions(Draft draft) {
        var solutions = new EnumMap<Style, String>(Style.class);
        for (Style style : Style.values()) {
            solutions.put(style, draft.solution(style));
        }
        return solutions;
    }

    /** Whether a small model's answer has room for a solution. */
    private static boolean fits(String solution, int level) {
        return solution.length() <= (level <= 3 ? 450 : 600) && ProblemText.tokens(solution) <= 250;
    }
}
