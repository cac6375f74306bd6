package dev.ferkel.internal.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PhrasingsTest {
    @Test
    void everyFormHasManyForTrainingAndOthersKept() {
        for (String form : Phrasings.forms()) {
            Phrasings phrasings = Phrasings.of(form);
            assertThat(phrasings.known).as(form).hasSizeGreaterThanOrEqualTo(24);
            assertThat(phrasings.held).as(form).hasSizeGreaterThanOrEqualTo(2);
            assertThat(phrasings.own).as(form).hasSizeGreaterThanOrEqualTo(4);
            assertThat(phrasings.known).as(form).doesNotHaveDuplicates();
            var taken = phrasings.known.stream().map(PhrasingsTest::plain).collect(Collectors.toSet());
            Stream.of(phrasings.held, phrasings.own)
                    .flatMap(List::stream)
                    .forEach(p ->
                            assertThat(taken.add(plain(p))).as(p.template()).isTrue());
        }
    }

    /** Without what makes no difference: capitals and punctuation. */
    private static String plain(Phrasing phrasing) {
        return phrasing.template()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z{}]+", " ")
                .strip();
    }
}
