package dev.ferkel.internal.problem;

import dev.ferkel.error.FerkelException;
import java.util.EnumMap;
import java.util.Map;

/** Makes problems. Each is a function of its arguments alone, so that a stream of them can be taken up anywhere. */
public final class Problems {
    public static final int MAX_DIFFICULTY = 5;

    /** One instance in so many is kept from TRAIN. */
    private static final int HELD_OUT = 16;

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
                    return problem(kind, difficulty, draft, solutions, Phrasings.pick(draft.form(), draw, split));
                }
            }
        }
        throw new IllegalStateException(kind.id() + " gave no problem for " + split + " at difficulty " + difficulty);
    }

    private static Problem problem(
            Kind kind, int difficulty, Draft draft, Map<Style, String> solutions, Phrasing phrasing) {
        return new Problem(
                kind,
                difficulty,
                phrasing.id(),
                draft.instance(),
                phrasing.fill(draft.slots()),
                draft.goal(),
                solutions);
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
