package dev.ferkel.internal.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.grading.Grader;
import dev.ferkel.internal.grading.Verdict;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
    private static final long SEED = 7;
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private static final Map<Kind, Map<Split, List<Problem>>> MADE = new EnumMap<>(Kind.class);

    private static Stream<Problem> problems(Kind kind, int difficulty, Split split, int count) {
        return LongStream.range(0, count).mapToObj(i -> Problems.generate(kind, difficulty, split, SEED, i));
    }

    private static void each(Kind kind, BiConsumer<Problem, Split> check) {
        MADE.computeIfAbsent(kind, ProblemsTest::make)
                .forEach((split, problems) -> problems.forEach(p -> check.accept(p, split)));
    }

    private static Map<Split, List<Problem>> make(Kind kind) {
        var made = new EnumMap<Split, List<Problem>>(Split.class);
        for (Split split : Split.values()) {
            made.put(
                    split,
                    IntStream.rangeClosed(1, Problems.MAX_DIFFICULTY)
                            .boxed()
                            .flatMap(d -> problems(kind, d, split, 60))
                            .toList());
        }
        return made;
    }

    @ParameterizedTest
    @EnumSource
    void everySolutionIsGradedCorrect(Kind kind) {
        each(kind, (problem, split) -> {
            for (Style style : Style.values()) {
                assertThat(Grader.grade(problem, ProblemText.document(problem, style)))
                        .as("%s", problem)
                        .isEqualTo(Verdict.CORRECT);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatSolutionsSayAboutNumbersIsTrue(Kind kind) {
        each(kind, (problem, split) -> {
            for (Style style : Style.values()) {
                assertThat(Equalities.of(problem.solution(style)).wrong())
                        .as("%s", problem)
                        .isEmpty();
            }
            if (kind == Kind.ARITHMETIC && !problem.instance().startsWith("compare ")) {
                assertThat(Equalities.of(problem.solution(Style.STEPS)).found())
                        .as("%s", problem)
                        .isPositive();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void solutionsAreShortPlainAndEndWithTheAnswer(Kind kind) {
        each(kind, (problem, split) -> {
            int level = split == Split.HARDER ? problem.difficulty() + 1 : problem.difficulty();
            for (Style style : Style.values()) {
                String solution = problem.solution(style);
                assertThat(solution.length()).as(solution).isLessThanOrEqualTo(level <= 3 ? 450 : 600);
                assertThat(ProblemText.document(problem, style)).matches("[\\x20-\\x7e\\n]+");
                assertThat(solution.lines().toList().getLast()).isEqualTo("Answer: " + problem.answer());
            }
            assertThat(problem.solution(Style.DIRECT)).isEqualTo("Answer: " + problem.answer());
            assertThat(problem.solution(Style.SEARCH)).as("%s", problem).containsPattern("Go back[.]|\\d, good[.]");
            assertThat(problem.solution(Style.STEPS)).doesNotContain("Go back.");
        });
    }

    @ParameterizedTest
    @EnumSource
    void noOtherSplitSharesAnInstanceWithTrain(Kind kind) {
        Set<String> train = new HashSet<>();
        Set<String> other = new HashSet<>();
        each(kind, (problem, split) -> (split == Split.TRAIN ? train : other).add(problem.instance()));
        assertThat(train).doesNotContainAnyElementsOf(other);
        assertThat(other).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource
    void newPhrasingsAreNew(Kind kind) {
        each(
                kind,
                (problem, split) -> assertThat(problem.phrasing())
                        .matches(".*/\\d+"
                                + switch (split) {
                                    case NEW_PHRASING -> "n";
                                    case OWN_WORDS -> "o";
                                    default -> "";
                                }));
    }

    /** Operands stand first in an instance; where there are none, the names and words are new. */
    @ParameterizedTest
    @EnumSource
    void newRangesAreOutside(Kind kind) {
        for (int difficulty = 1; difficulty <= Problems.MAX_DIFFICULTY; difficulty++) {
            List<Problem> train = problems(kind, difficulty, Split.TRAIN, 150).toList();
            List<Problem> outside =
                    problems(kind, difficulty, Split.NEW_RANGE, 150).toList();
            for (String form :
                    Set.copyOf(outside.stream().map(ProblemsTest::form).toList())) {
                if (Set.of("alphabetical", "wordlength", "order", "knights").contains(form)) {
                    assertThat(words(train, form)).doesNotContainAnyElementsOf(newWords());
                    assertThat(words(outside, form))
                            .doesNotContainAnyElementsOf(Words.NAMES)
                            .doesNotContainAnyElementsOf(Words.WORDS);
                } else {
                    assertThat(train.stream()
                                    .filter(p -> form(p).equals(form))
                                    .mapToInt(ProblemsTest::operand)
                                    .max()
                                    .orElse(0))
                            .as(form + " at " + difficulty)
                            .isLessThan(outside.stream()
                                    .filter(p -> form(p).equals(form))
                                    .mapToInt(ProblemsTest::operand)
                                    .min()
                                    .orElseThrow());
                }
            }
        }
    }

    private static String form(Problem problem) {
        return problem.instance().substring(0, problem.instance().indexOf(' '));
    }

    private static int operand(Problem problem) {
        Matcher matcher = NUMBER.matcher(problem.instance());
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group());
    }

    private static List<String> newWords() {
        return Stream.concat(Words.NEW_NAMES.stream(), Words.NEW_WORDS.stream()).toList();
    }

    private static Set<String> words(List<Problem> problems, String form) {
        var words = new HashSet<String>();
        problems.stream()
                .filter(p -> form(p).equals(form))
                .forEach(p -> words.addAll(List.of(p.solution(Style.STEPS).split("[ ,:.\\n]+"))));
        return words;
    }

    @ParameterizedTest
    @EnumSource
    void aProblemIsAFunctionOfItsArguments(Kind kind) {
        for (Split split : Split.values()) {
            List<Problem> forward = problems(kind, 2, split, 20).toList();
            List<Problem> backward = IntStream.range(0, 20)
                    .mapToObj(i -> Problems.generate(kind, 2, split, SEED, 19 - i))
                    .toList()
                    .reversed();
            assertThat(backward).isEqualTo(forward);
            assertThat(new HashSet<>(forward)).hasSizeGreaterThan(10);
            assertThat(Problems.generate(kind, 2, split, SEED + 1, 0)).isNotEqualTo(forward.getFirst());
        }
    }

    @Test
    void difficultiesOutsideAreRefused() {
        assertThatThrownBy(() -> Problems.generate(Kind.DATE, 6, Split.TRAIN, 1, 1))
                .isInstanceOf(FerkelException.class)
                .hasMessage("difficulty is 6, expected 1 to 5");
        assertThatThrownBy(() -> Kind.of("poems"))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("'poems'");
        assertThat(Kind.of("countdown")).isEqualTo(Kind.COUNTDOWN);
    }
}
