package dev.ferkel.internal.eval;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.grading.Grader;
import dev.ferkel.internal.grading.MathAnswer;
import dev.ferkel.internal.problem.Kind;
import dev.ferkel.internal.problem.Problem;
import dev.ferkel.internal.problem.Problems;
import dev.ferkel.internal.problem.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Generated problems that no training ever sees.
 *
 * @param splits all but {@link Split#TRAIN}
 * @param count problems a kind, split and difficulty
 */
public record HeldOutProblems(List<Kind> kinds, List<Split> splits, List<Integer> difficulties, int count, long seed) {
    /** Those that training never uses. */
    public static final List<Split> SPLITS =
            List.of(Split.TEST, Split.NEW_PHRASING, Split.OWN_WORDS, Split.NEW_RANGE, Split.HARDER);

    private static final int MAX_COUNT = 10_000;

    /** So many draws for one more problem, where a kind has few of a difficulty. */
    private static final int PATIENCE = 20;

    public HeldOutProblems {
        kinds = List.copyOf(kinds);
        splits = List.copyOf(splits);
        difficulties = List.copyOf(difficulties);
        if (count < 1 || count > MAX_COUNT) {
            throw FerkelException.of("the number of problems is %d, expected 1 to %d", count, MAX_COUNT);
        }
    }

    /** A split's name, such as {@code new-phrasing}. */
    public static String name(Split split) {
        return split.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Questions by difficulty, split and kind; none twice. A kind with too few of a difficulty gives fewer. */
    List<Question> questions() {
        var questions = new ArrayList<Question>();
        for (int difficulty : difficulties) {
            for (var split : splits) {
                for (var kind : kinds) {
                    for (var problem : problems(kind, difficulty, split)) {
                        questions.add(question(problem, split));
                    }
                }
            }
        }
        return questions;
    }

    List<Problem> problems(Kind kind, int difficulty, Split split) {
        var problems = new ArrayList<Problem>();
        var seen = new HashSet<String>();
        for (long index = 0; problems.size() < count && index < (long) PATIENCE * count; index++) {
            var problem = Problems.generate(kind, difficulty, split, seed, index);
            if (seen.add(problem.question())) {
                problems.add(problem);
            }
        }
        return problems;
    }

    private static Question question(Problem problem, Split split) {
        return new Question(
                "problems of difficulty " + problem.difficulty(),
                name(split),
                problem.kind().id(),
                problem.question(),
                problem.answer(),
                MathAnswer::extract,
                text -> Grader.grade(problem, text));
    }
}
