package dev.ferkel.internal.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.problem.ProblemMixture.Document;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProblemMixtureTest {
    private static final int COUNT = 4000;

    private static final ProblemMixture MIXTURE = new ProblemMixture(
            Split.TRAIN,
            Map.of(Kind.DATE, 1.0, Kind.SORTING, 3.0, Kind.LOGIC, 0.0),
            List.of(1.0, 0.0, 1.0),
            Map.of(Style.DIRECT, 1.0, Style.STEPS, 4.0));

    @Test
    void documentsComeInTheSharesOfTheirWeights() {
        List<Document> documents =
                LongStream.range(0, COUNT).mapToObj(i -> MIXTURE.document(1, i)).toList();
        share(documents, d -> d.problem().kind() == Kind.SORTING, 0.75);
        share(documents, d -> d.problem().kind() == Kind.DATE, 0.25);
        share(documents, d -> d.problem().difficulty() == 1, 0.5);
        share(documents, d -> d.problem().difficulty() == 3, 0.5);
        share(documents, d -> d.style() == Style.DIRECT, 0.2);
        share(documents, d -> d.style() == Style.STEPS, 0.8);
    }

    /** Within four standard deviations. */
    private static void share(List<Document> documents, Predicate<Document> which, double expected) {
        assertThat(documents.stream().filter(which).count() / (double) COUNT).isCloseTo(expected, within(0.032));
    }

    @Test
    void aDocumentIsAFunctionOfSeedAndNumber() {
        ProblemMixture mixture = ProblemMixture.pretraining();
        assertThat(mixture.document(5, 123_456_789_012L)).isEqualTo(mixture.document(5, 123_456_789_012L));
        assertThat(mixture.document(6, 7)).isNotEqualTo(mixture.document(5, 7));
        Document document = mixture.document(5, 7);
        assertThat(document.text())
                .isEqualTo(document.problem().question() + "\n"
                        + document.problem().solution(document.style()));
    }

    @Test
    void weightsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new ProblemMixture(Split.TRAIN, Map.of(), List.of(1.0), Map.of(Style.STEPS, 1.0)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("kinds");
        assertThatThrownBy(() -> new ProblemMixture(
                        Split.TRAIN, Map.of(Kind.DATE, 1.0), List.of(-1.0), Map.of(Style.STEPS, 1.0)))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("difficulties");
    }
}
