package dev.ferkel.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferkel.error.FerkelException;
import java.text.Normalizer.Form;
import java.util.BitSet;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What the goldens of {@link TokenizerFilesTest} don't reach: shortcuts and bounds. */
class NormalizerTest {
    private static final Normalizer NFC = new Normalizer.Unicode(Form.NFC);

    /** By Unicode's quick check: no mark that is reordered, nothing that composes with what comes before, no other NFC. */
    @Test
    void textIsLeftOnlyWhereNothingCouldChange() {
        var seconds = new BitSet();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            var apart = java.text.Normalizer.normalize(Character.toString(c), Form.NFD);
            apart.codePoints().skip(1).forEach(seconds::set);
        }
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            var text = Character.toString(c);
            if (!Character.isSurrogate(text.charAt(0)) || Character.isSupplementaryCodePoint(c)) {
                if (NFC.leaves(text.toCharArray(), 0, text.length())) {
                    assertThat(java.text.Normalizer.normalize(text, Form.NFC)).isEqualTo(text);
                    assertThat(seconds.get(c)).as("U+%04X composes", c).isFalse();
                    // a mark of another class after one of the highest stays where it is
                    var marked = "\u0345" + text + "\u0334";
                    assertThat(java.text.Normalizer.normalize(marked, Form.NFC)).isEqualTo(marked);
                }
            }
        }
        var usual = "Füße 世界 カタカナ 한글 👍🏻 €".toCharArray();
        assertThat(NFC.leaves(usual, 0, usual.length)).isTrue();
        assertThat(NFC.leaves("e\u0301".toCharArray(), 0, 2)).isFalse();
        assertThat(new Normalizer.Unicode(Form.NFKC).leaves("a".toCharArray(), 0, 1))
                .isFalse();
    }

    @Test
    void growthIsBounded() {
        var doubling = new Normalizer.Replace(Finders.literal("a"), "aa");
        var hostile = new Normalizer.Sequence(Collections.nCopies(60, doubling));
        assertThatThrownBy(() -> hostile.apply("aaaa", 100_000))
                .isInstanceOf(FerkelException.class)
                .hasMessageContaining("100000");
    }
}
