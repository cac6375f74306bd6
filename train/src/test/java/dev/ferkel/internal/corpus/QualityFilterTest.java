package dev.ferkel.internal.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Each of Gopher's rules on a text that breaks it alone. */
class QualityFilterTest {
    private static final String GOOD = prose(60);

    private static String prose(int words) {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append("word").append((char) ('a' + i % 26)).append(i % 10 == 9 ? ".\n" : " ");
        }
        return text.toString();
    }

    private static String obstacle(String text) {
        return new QualityFilter(QualitySettings.gopher()).obstacle(text).orElse("");
    }

    @Test
    void keepsProse() {
        assertThat(obstacle(GOOD)).isEmpty();
    }

    @Test
    void namesTheRule() {
        assertThat(obstacle(prose(49))).isEqualTo("words");
        assertThat(obstacle("ab ".repeat(60))).isEqualTo("word length");
        assertThat(obstacle("abcdefghijk ".repeat(60))).isEqualTo("word length");
        assertThat(obstacle(GOOD + " #tag".repeat(10))).isEqualTo("symbols");
        assertThat(obstacle(GOOD + " 1234".repeat(20))).isEqualTo("letters");
        assertThat(obstacle("- " + GOOD.strip().replace("\n", "\n- "))).isEqualTo("bullets");
        assertThat(obstacle(
                        GOOD.replace(".\n", "\n").replaceFirst("\n", "...\n").replaceFirst("([^.])\n", "$1...\n")))
                .isEqualTo("ellipses");
        assertThat(obstacle(GOOD + "the same line\n".repeat(6))).isEqualTo("repeated lines");
        var lengths = new QualityFilter(QualitySettings.length(3, 5));
        assertThat(lengths.obstacle("ab")).hasValue("length");
        assertThat(lengths.obstacle("!!!!!")).isEmpty();
        assertThat(lengths.obstacle("abcdef")).hasValue("length");
    }

    @Test
    void countsWhatThereIs() {
        var shape = TextShape.of("• Hallo Welt...\n\n 42 😀\n• Hallo Welt...\n");
        assertThat(shape.words()).isEqualTo(8);
        assertThat(shape.repeatedLines()).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(shape.bulletLines()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(shape.ellipsisLines()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(shape.symbolsPerWord()).isCloseTo(2.0 / 8, within(1e-9));
        assertThat(shape.wordsWithLetter()).isCloseTo(4.0 / 8, within(1e-9));
        assertThat(TextShape.of("").words()).isZero();
    }
}
