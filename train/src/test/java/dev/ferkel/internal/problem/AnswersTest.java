package dev.ferkel.internal.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Answers worked out from the question's words, by other means than the generators'. */
class AnswersTest {
    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)");

    private static Stream<Problem> problems(Kind kind, String... forms) {
        return IntStream.range(0, 9000)
                .mapToObj(i -> Problems.generate(kind, 1 + i % 5, Split.values()[i % Split.values().length], 11, i))
                .filter(p -> Set.of(forms)
                        .contains(p.instance().substring(0, p.instance().indexOf(' '))));
    }

    @Test
    void expressionsHaveTheirValue() {
        List<Problem> asked = problems(Kind.ARITHMETIC, "sum", "difference", "product", "chain", "fraction")
                .filter(p -> p.question().endsWith(" = ?"))
                .toList();
        assertThat(asked).hasSizeGreaterThan(50).allSatisfy(p -> {
            String expression = p.question().substring(0, p.question().length() - 4);
            assertThat(Equalities.holds((expression + "=" + p.answer()).replace(" ", "")))
                    .isTrue();
        });
    }

    @Test
    void solutionsSolveTheirEquations() {
        List<Problem> asked = problems(Kind.EQUATION, "missing", "linear", "bracket", "both")
                .filter(p -> p.question().startsWith("Solve for x: "))
                .toList();
        assertThat(asked).hasSizeGreaterThan(50).allSatisfy(p -> {
            String equation = p.question().substring("Solve for x: ".length()).replace(" ", "");
            String with = equation.replaceAll("(?<=\\d)([x(])", "*$1").replace("x", p.answer());
            assertThat(Equalities.holds(with)).as(with).isTrue();
        });
    }

    /** Julian day numbers, after Fliegel and Van Flandern (1968); day 0 was a Monday. */
    @Test
    void datesAgreeWithJulianDays() {
        assertThat(julian(2000, 1, 1)).isEqualTo(2451545);
        assertThat(problems(Kind.DATE, "datebetween", "dateadd", "weekday").toList())
                .hasSizeGreaterThan(500)
                .allSatisfy(p -> {
                    Matcher dates = DATE.matcher(p.instance() + " " + p.answer());
                    int from = next(dates);
                    int to = next(dates);
                    String expected = switch (p.instance().split(" ")[0]) {
                        case "datebetween" -> "" + (to - from);
                        case "dateadd" -> p.answer();
                        default ->
                            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
                                    .get(to % 7);
                    };
                    assertThat(p.answer()).isEqualTo(expected);
                    if (p.instance().startsWith("dateadd")) {
                        assertThat(p.instance()).endsWith(" " + (to - from));
                    }
                });
    }

    private static int next(Matcher dates) {
        assertThat(dates.find()).isTrue();
        return julian(
                Integer.parseInt(dates.group(1)), Integer.parseInt(dates.group(2)), Integer.parseInt(dates.group(3)));
    }

    private static int julian(int year, int month, int day) {
        int a = (month - 14) / 12;
        return 1461 * (year + 4800 + a) / 4
                + 367 * (month - 2 - 12 * a) / 12
                - 3 * ((year + 4900 + a) / 100) / 4
                + day
                - 32075;
    }

    /** The differences' differences of what is shown go on. */
    @Test
    void sequencesGoOn() {
        assertThat(problems(Kind.SEQUENCE, "arithmetic", "quadratic").toList())
                .hasSizeGreaterThan(250)
                .allSatisfy(p -> {
                    long[] terms = Stream.of((p.instance() + " " + p.answer()).split(" "))
                            .skip(1)
                            .mapToLong(Long::parseLong)
                            .toArray();
                    for (int i = 3; i < terms.length; i++) {
                        assertThat(terms[i] - 3 * terms[i - 1] + 3 * terms[i - 2] - terms[i - 3])
                                .isZero();
                    }
                });
        assertThat(problems(Kind.SEQUENCE, "geometric").toList()).isNotEmpty().allSatisfy(p -> {
            long[] terms = Stream.of((p.instance() + " " + p.answer()).split(" "))
                    .skip(1)
                    .mapToLong(Long::parseLong)
                    .toArray();
            for (int i = 2; i < terms.length; i++) {
                assertThat(terms[i] * terms[i - 2]).isEqualTo(terms[i - 1] * terms[i - 1]);
            }
        });
    }

    /** Shown in the question, each number once; the answer has the same numbers in order. */
    @Test
    void sortedNumbersAreTheSameInOrder() {
        assertThat(problems(Kind.SORTING, "ascending").toList()).isNotEmpty().allSatisfy(p -> {
            List<String> answer = List.of(p.answer().split(", "));
            assertThat(answer.stream().map(Integer::valueOf)).isSorted();
            assertThat(("ascending " + String.join(" ", answer))).isEqualTo(p.instance());
            assertThat(List.of(p.question().split("[^0-9]+"))).containsAll(answer);
        });
    }

    @Test
    void countdownsCanBeReached() {
        assertThat(problems(Kind.COUNTDOWN, "countdown").toList()).isNotEmpty().allSatisfy(p -> {
            Goal.Reach reach = (Goal.Reach) p.goal();
            assertThat(Equalities.holds(p.answer() + "=" + reach.target())).isTrue();
            assertThat(List.of(p.question().split("[^0-9]+"))).contains("" + reach.target());
        });
    }
}
